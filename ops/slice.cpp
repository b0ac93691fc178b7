#include <nabla/ops/slice.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/pad.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

/// The polynomial's constant term.
std::int64_t constant_term(const Dim& dim) {
  for (const Dim::Term& term : dim.terms())
    if (term.symbols.empty()) return term.coefficient;
  return 0;
}

/// How many steps there are in `extent`, rounded up.
Dim steps_in(const Dim& extent, std::int64_t step) {
  const std::int64_t rest = constant_term(extent);
  const auto whole = divide(extent - rest, step);
  if (!whole)
    throw Error("a step of " + std::to_string(step) + " through " + to_string(extent) +
                " entries: how many there are must follow from the sizes");
  return *whole + (rest > 0 ? (rest + step - 1) / step : -(-rest / step));
}

/// The bound counted from the start. Constants are clamped to [low, high], which are n-1 or n at most.
Dim bound(const std::optional<Dim>& given, const Dim& n, const Dim& otherwise, std::int64_t low, const Dim& high) {
  if (!given) return otherwise;
  const bool from_end = given->is_constant() && given->constant() < 0;
  const Dim at = from_end ? n + *given : *given;
  if (!at.is_constant() || !high.is_constant()) return at;
  return std::clamp(at.constant(), low, std::max(low, high.constant()));
}

Expr slice_node(const Expr& x, int axis, const detail::ResolvedRange& range, Where where) {
  return apply(Slice{axis, range.size, range.step}, where, x, detail::slice_start(range.from));
}

}  // namespace

namespace detail {

ResolvedRange resolved(const Range& range, const Dim& n) {
  if (range.step == 0) throw Error("the step is 0");
  const bool forward = range.step > 0;
  const std::int64_t step = forward ? range.step : -std::int64_t{range.step};
  const std::int64_t low = forward ? 0 : -1;  // where a walk can begin and end, beside the end of the axis
  const Dim high = n + low, first = forward ? Dim(0) : high, end = forward ? high : Dim(-1);
  const Dim start = bound(range.start, n, first, low, high);
  const Dim stop = bound(range.stop, n, end, low, high);
  Dim size = steps_in(forward ? stop - start : start - stop, step);
  if (size.is_constant() && size.constant() <= 0) return {0, 0, range.step};
  return {forward ? start : start - (size - 1) * step, size, range.step};
}

bool is_whole(const ResolvedRange& range, const Dim& n) {
  return range.step == 1 && range.from == Dim(0) && range.size == n;
}

Expr slice_start(const Dim& from) { return size_of(from, i64); }

void require_slice_start(const Type& from) {
  if (from != Type{i64, {}}) throw Error("a slice starts at an i64[], not at " + to_string(from));
}

}  // namespace detail

Type Slice::infer(const Type& x, const Type& from) const {
  const std::size_t along = normalized_axis(axis, x.rank());
  detail::require_slice_start(from);
  if (*step == 0) throw Error("the step is 0");
  return {x.dtype, detail::resized(x.shape, along, size)};
}

void Slice::eval(const View& x, const View& from, const Out& y) const {
  const detail::Rows rows(x.sizes, axis), taken(y.sizes, axis);
  const detail::RowSteps steps(from, taken.n, step, axis, rows.n);
  dispatch(x.dtype, [&]<class T>() {
    const T* block = x.as<T>() + steps.first * static_cast<std::ptrdiff_t>(rows.inner);
    T* to = y.as<T>();
    for (std::size_t o = 0; o < rows.outer; ++o, block += rows.n * rows.inner, to += taken.n * taken.inner)
      detail::copy_rows(block, steps.step, to, 1, taken.n, rows.inner);
  });
}

Cotangents Slice::pullback(const Expr& x, const Expr& from, const Expr& y, const Expr& dy) const {
  const Dim& n = x.shape()[normalized_axis(axis, x.rank())];
  if (*size == n && (*step == 1 || *step == -1)) return {apply(*this, y->where(), dy, from), disconnected};
  return {apply(Pad{axis, n, step, 0.0}, y->where(), dy, from), disconnected};
}

Expr Slice::batch(const Batch& x) const {
  if (x.has_axis(1)) return {};
  return apply(Slice{behind_axis(axis, x.rank(0)), size, step}, x.node()->where(), x[0], x[1]);
}

Expr slice(const Operand& x, const std::vector<Range>& ranges) {
  const Provenance at(x.where());
  Expr y = x.expr();
  return detail::placed("slice", x.where(), Exprs{y}, [&] {
    if (ranges.size() > y.rank())
      throw Error(std::to_string(ranges.size()) + " ranges for rank " + std::to_string(y.rank()));
    for (std::size_t axis = 0; axis < ranges.size(); ++axis) {
      const Dim& n = y.shape()[axis];
      const detail::ResolvedRange range = detail::resolved(ranges[axis], n);
      if (!detail::is_whole(range, n)) y = slice_node(y, static_cast<int>(axis), range, x.where());
    }
    return y;
  });
}

Expr slice(const Operand& x, int axis, const Range& range) {
  const Expr entries = x.expr();
  const std::size_t along =
      detail::placed("slice", x.where(), Exprs{entries}, [&] { return normalized_axis(axis, entries.rank()); });
  std::vector<Range> ranges(along + 1);
  ranges[along] = range;
  return slice(Operand(entries, x.where()), ranges);
}

Expr take(const Operand& x, const Dim& i, int axis) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return detail::placed("take", x.where(), Exprs{entries}, [&] {
    const std::size_t along = normalized_axis(axis, entries.rank());
    const Dim& n = entries.shape()[along];
    const bool from_end = i.is_constant() && i.constant() < 0;
    const Dim index = from_end ? n + i : i;
    if (index.is_constant() && (index.constant() < 0 || (n.is_constant() && index.constant() >= n.constant())))
      throw Error("index " + to_string(i) + " is out of range for axis " + std::to_string(along) + ", which has " +
                  to_string(n));
    return reshape(slice_node(entries, static_cast<int>(along), {index, 1, 1}, x.where()),
                   detail::without(entries.shape(), along));
  });
}

Expr flip(const Operand& x, const Axes& axes) {
  const Provenance at(x.where());
  Expr y = x.expr();
  const std::vector<int> flipped =
      detail::placed("flip", x.where(), Exprs{y}, [&] { return axes.normalized(y.rank()); });
  for (const int axis : flipped) y = slice(y, axis, {.step = -1});
  return y;
}

}  // namespace nabla
