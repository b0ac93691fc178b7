// Work that is undone at once: parts of what has just been put together, put in its place, or cut already.

#include <optional>

#include <nabla/graph/leaf.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<int> k = Attr<int>::variable(1);
const Attr<int> place = Attr<int>::variable(2), shared = Attr<int>::variable(3);
const Attr<Dim> taken = Attr<Dim>::variable(17), taken_before = Attr<Dim>::variable(13);
const Attr<double> value = Attr<double>::variable(14);

/// Where a slice begins, if that is known.
std::optional<std::int64_t> start(const Expr& from) {
  const auto* const number = from->operands().empty() ? leaf_as<Constant>(from) : nullptr;
  return number ? std::optional(number->value().item<std::int64_t>()) : std::nullopt;
}

std::size_t axis_of(const Expr& slice) { return normalized_axis(op_as<Slice>(slice)->axis, slice.rank()); }
const Dim& length(const Expr& x, std::size_t axis) { return x.shape()[axis]; }

/// x[from : from + size] along the axis; x itself where that is all of it.
Expr part(const Expr& x, std::size_t axis, std::int64_t from, const Dim& size) {
  return slice(x, static_cast<int>(axis), {.start = from, .stop = from + size});
}

/// The operand of a concat that the slice lies in, from its first entry there; nothing where it lies in several.
Expr part_of_one(const Expr& slice, const Match&) {
  const std::size_t axis = axis_of(slice);
  const auto first = start(slice->operands()[1]);
  if (!first || !length(slice, axis).is_constant()) return {};
  std::int64_t from = *first;
  for (const Expr& joined : slice->operands()[0]->operands()) {
    if (!length(joined, axis).is_constant()) return {};
    const std::int64_t n = length(joined, axis).constant();
    if (from < n)
      return from + length(slice, axis).constant() <= n ? part(joined, axis, from, length(slice, axis)) : Expr();
    from -= n;
  }
  return {};
}

/// x[a : ...][b : ...] is x[a + b : ...].
Expr slice_at_once(const Expr& slice, const Match&) {
  const Expr& inner = slice->operands()[0];
  const auto outer_start = start(slice->operands()[1]), inner_start = start(inner->operands()[1]);
  if (!outer_start || !inner_start) return {};
  return part(inner->operands()[0], axis_of(slice), *inner_start + *outer_start, length(slice, axis_of(slice)));
}

/// Reading elsewhere than a set_slice has written.
Expr read_beside(const Expr& slice, const Match&) {
  const Expr& written = slice->operands()[0];
  const std::size_t axis = axis_of(slice);
  const auto read = start(slice->operands()[1]), write = start(written->operands()[1]);
  const Dim &wanted = length(slice, axis), &set = length(written->operands()[2], axis);
  if (!read || !write || !wanted.is_constant() || !set.is_constant()) return {};
  if (*read + wanted.constant() > *write && *write + set.constant() > *read) return {};
  return part(written->operands()[0], axis, *read, wanted);
}

}  // namespace

const Rules& useless() {
  static const Expr x = any("x"), y = any("y"), zero = any("zero"), i = any("i", i64);
  static const Expr from = any("from", i64, {}), from_before = any("from_before", i64, {});
  static const auto of_that_size = [](const Expr& e, const Match& found) { return e.shape() == found[y].shape(); };
  // clang-format off
  static const Rules rules{
      {"slice-of-concat",    node(Slice{k, taken}, node(Concat{k}, x, y), from),          {}, nullptr, part_of_one},
      {"slice-twice",        node(Slice{k, taken}, node(Slice{k, taken_before}, x, from_before), from), {}, nullptr,
       slice_at_once},
      {"read-of-write",      node(Slice{k, taken}, node(SetSlice{k}, x, from, y), from),  y, of_that_size},
      {"read-beside-write",  node(Slice{k, taken}, node(SetSlice{k}, x, from_before, y), from), {}, nullptr, read_beside},
      {"slice-of-pad",       node(Slice{k, taken}, node(Pad{k, taken_before, 1, value}, y, from), from), y, of_that_size},
      // The adjoint of picking, into an array of zeros that is then added to another one.
      {"scatter-into-sum",   node(ScatterAdd{place, shared}, zero, i, x) + y, {},
       [](const Expr&, const Match& found) {
         return uniform_value(found[zero]) == 0.0 && found[zero].shape() == found[y].shape();
       },
       [](const Expr& e, const Match& found) {
         const Expr& scattered = e->operands()[0] == found[y] ? e->operands()[1] : e->operands()[0];
         return make(scattered->shared_op(), Exprs{found[y], found[i], found[x]}, {});
       }},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
