// Values under other sizes and in another order: what merges into one step, and what moves nothing.

#include <algorithm>

#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla::detail {
namespace {

const Attr<std::vector<int>> order = Attr<std::vector<int>>::variable(2),
                             order_before = Attr<std::vector<int>>::variable(4);
const Attr<Shape> outer = Attr<Shape>::variable(6), inner = Attr<Shape>::variable(7);
const Attr<Shape> put_back = Attr<Shape>::variable(10), flat = Attr<Shape>::variable(18);

const Expr& operand(const Expr& x) { return x->operands()[0]; }

bool is_one(const Dim& size) { return size == Dim(1); }
bool is_one_entry(const Expr& x) { return std::all_of(x.shape().begin(), x.shape().end(), is_one); }

/// Transposing changes the order of no two axes that have more than one entry.
bool keeps_the_order(const Expr& x, const Match&) {
  const std::vector<int>& axes = op_as<Transpose>(x)->axes;
  int last = -1;
  for (const int axis : axes) {
    const int at = static_cast<int>(normalized_axis(axis, axes.size()));
    if (is_one(operand(x).shape()[static_cast<std::size_t>(at)])) continue;
    if (at < last) return false;
    last = at;
  }
  return true;
}

Expr transpose_at_once(const Expr& x, const Match&) {
  const std::vector<int>&first = op_as<Transpose>(operand(x))->axes, &then = op_as<Transpose>(x)->axes;
  std::vector<int> both(then.size());
  std::ranges::transform(then, both.begin(), [&](int axis) { return first[normalized_axis(axis, then.size())]; });
  return transpose(operand(operand(x)), both);
}

Expr reshape_only(const Expr& x, const Match&) { return reshape(operand(x), x.shape()); }
Expr reshape_at_once(const Expr& x, const Match&) { return reshape(operand(operand(x)), x.shape()); }
Expr broadcast_at_once(const Expr& x, const Match&) { return broadcast_to(operand(operand(x)), x.shape()); }

bool is_repeated_entry(const Expr& x, const Match&) { return is_one_entry(operand(operand(x))); }
/// x repeated, from under a reshape or another order, which no longer matters.
Expr repeat_entry(const Expr& x, const Match&) {
  return broadcast_to(reshape(operand(operand(x)), Shape{}), x.shape());
}

/// A reshape that only puts axes of size 1 in front, as broadcasting does by itself.
bool is_aligned(const Expr& x, const Match&) {
  const Shape &from = operand(operand(x)).shape(), &to = operand(x).shape();
  if (from.rank() > to.rank()) return false;
  const auto added = static_cast<std::ptrdiff_t>(to.rank() - from.rank());
  return std::all_of(to.begin(), to.begin() + added, is_one) &&
         std::equal(from.begin(), from.end(), to.begin() + added);
}

/// The quotient's operands before and after the reshapes have the same sizes; the dividend is one number, or all of it.
bool is_put_back(const Expr& x, const Match&) {
  const Expr &quotient = operand(x), &dividend = quotient->operands()[0];
  return operand(quotient->operands()[1]).shape() == x.shape() &&
         (dividend.rank() == 0 || dividend.shape() == quotient.shape());
}
Expr divide_before(const Expr& x, const Match&) {
  const Expr &quotient = operand(x), &dividend = quotient->operands()[0];
  return (dividend.rank() == 0 ? dividend : reshape(dividend, x.shape())) / operand(quotient->operands()[1]);
}

}  // namespace

const Rules& layouts() {
  static const Expr x = any("x", f64, {}), z = any("z", f64, {});
  // clang-format off
  static const Rules rules{
      {"reshape-twice",          node(Reshape{outer}, node(Reshape{inner}, x)),       {}, nullptr, reshape_at_once},
      {"transpose-twice",        node(Transpose{order}, node(Transpose{order_before}, x)), {}, nullptr, transpose_at_once},
      {"transpose-of-ones",      node(Transpose{order}, x),                           {}, keeps_the_order, reshape_only},
      {"broadcast-twice",        node(BroadcastTo{outer}, node(BroadcastTo{inner}, x)), {}, nullptr, broadcast_at_once},
      {"broadcast-of-one",       node(BroadcastTo{outer}, node(Reshape{inner}, x)),   {}, is_repeated_entry, repeat_entry},
      {"broadcast-of-aligned",   node(BroadcastTo{outer}, node(Reshape{inner}, x)),   {}, is_aligned, broadcast_at_once},
      {"reshape-of-repeated",    node(Reshape{outer}, node(BroadcastTo{inner}, x)),   {}, is_repeated_entry, repeat_entry},
      {"transpose-of-repeated",  node(Transpose{order}, node(BroadcastTo{inner}, x)), {}, is_repeated_entry, repeat_entry},
      // the slope of a logarithm of entries picked from a softmax
      {"quotient-put-back",      node(Reshape{put_back}, z / node(Reshape{flat}, x)), {}, is_put_back, divide_before},
  };
  // clang-format on
  return rules;
}

}  // namespace nabla::detail
