#include <nabla/ops/set_slice.hpp>

#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/fill.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

std::vector<Range> along(const char* who, const Operand& x, const Expr& entries, int axis, const Range& range) {
  const std::size_t at =
      detail::placed(who, x.where(), Exprs{entries}, [&] { return normalized_axis(axis, entries.rank()); });
  std::vector<Range> ranges(at + 1);
  ranges[at] = range;
  return ranges;
}

/// x with its slice replaced by update(the slice): the way down to the slice, axis by axis, and up again.
template <class Update>
Expr updated(const char* who, Where where, const Expr& x, const std::vector<Range>& ranges, const Expr& operand,
             Update&& update) {
  return detail::placed(who, where, Exprs{x, operand}, [&] {
    if (ranges.size() > x.rank())
      throw Error(std::to_string(ranges.size()) + " ranges for rank " + std::to_string(x.rank()));
    std::vector<Expr> whole;
    Expr part = x;
    for (std::size_t axis = 0; axis < ranges.size(); ++axis) {
      // Each range by itself first, for an error that has this function's name.
      static_cast<void>(detail::resolved(ranges[axis], part.shape()[axis]));
      whole.push_back(part);
      part = slice(part, static_cast<int>(axis), ranges[axis]);
    }
    const Type& type = part.type();
    if (operand.dtype() != type.dtype)
      throw Error(std::string(to_string(type.dtype)) + " and " + std::string(to_string(operand.dtype())) +
                  ": cast() one of them");
    static_cast<void>(BroadcastTo{type.shape}.infer(operand.type()));
    Expr y = update(part, broadcast_to(operand, type.shape));
    for (std::size_t axis = ranges.size(); axis-- > 0;) {
      const Dim& n = whole[axis].shape()[axis];
      const detail::ResolvedRange range = detail::resolved(ranges[axis], n);
      if (detail::is_whole(range, n)) continue;
      y = apply(SetSlice{static_cast<int>(axis), range.step}, where, whole[axis], detail::slice_start(range.from), y);
    }
    return y;
  });
}

}  // namespace

Type SetSlice::infer(const Type& x, const Type& from, const Type& update) const {
  const std::size_t at = normalized_axis(axis, x.rank());
  detail::require_slice_start(from);
  if (*step == 0) throw Error("the step is 0");
  const Shape fitting = update.rank() == x.rank() ? detail::resized(x.shape, at, update.shape[at]) : x.shape;
  if (update != Type{x.dtype, fitting})
    throw Error("a slice of " + to_string(x) + " along axis " + std::to_string(at) + " is no " + to_string(update));
  return x;
}

void SetSlice::eval(const View& x, const View& from, const View& update, const Out& y) const {
  const detail::Rows rows(x.sizes, axis), set(update.sizes, axis);
  const detail::RowSteps steps(from, set.n, step, axis, rows.n);
  if (x.elements() > 0) std::memcpy(y.data, x.data, x.bytes());
  dispatch(x.dtype, [&]<class T>() {
    const T* block = update.as<T>();
    T* to = y.as<T>() + steps.first * static_cast<std::ptrdiff_t>(rows.inner);
    for (std::size_t o = 0; o < rows.outer; ++o, block += set.n * set.inner, to += rows.n * rows.inner)
      detail::copy_rows(block, 1, to, steps.step, set.n, rows.inner);
  });
}

Cotangents SetSlice::pullback(const Expr&, const Expr& from, const Expr& update, const Expr& y, const Expr& dy) const {
  const Dim& size = update.shape()[normalized_axis(axis, update.rank())];
  return {apply(*this, y->where(), dy, from, zeros_like(update)), disconnected,
          apply(Slice{axis, size, step}, y->where(), dy, from)};
}

Expr SetSlice::batch(const Batch& x) const {
  if (x.has_axis(1)) return {};
  return apply(SetSlice{behind_axis(axis, x.rank(0)), step}, x.node()->where(), with_axis(x, 0), x[1], with_axis(x, 2));
}

Expr set_slice(const Operand& x, const std::vector<Range>& ranges, const Operand& update) {
  const Provenance at(x.where());
  return updated("set_slice", x.where(), x.meeting(update), ranges, update.meeting(x),
                 [](const Expr&, const Expr& other) { return other; });
}

Expr set_slice(const Operand& x, int axis, const Range& range, const Operand& update) {
  const Expr entries = x.meeting(update);
  return set_slice(Operand(entries, x.where()), along("set_slice", x, entries, axis, range), update);
}

Expr add_slice(const Operand& x, const std::vector<Range>& ranges, const Operand& update) {
  const Provenance at(x.where());
  return updated("add_slice", x.where(), x.meeting(update), ranges, update.meeting(x),
                 [](const Expr& part, const Expr& more) { return part + more; });
}

Expr add_slice(const Operand& x, int axis, const Range& range, const Operand& update) {
  const Expr entries = x.meeting(update);
  return add_slice(Operand(entries, x.where()), along("add_slice", x, entries, axis, range), update);
}

}  // namespace nabla
