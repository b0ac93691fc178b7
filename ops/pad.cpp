#include <nabla/ops/pad.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/concat.hpp>
#include <nabla/ops/fill.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/slice.hpp>

namespace nabla {
namespace {

bool is_none(const Dim& padding) { return padding == Dim(0); }

/// x padded axis by axis by `axis_padded(x, axis, padding)`.
template <class Body>
Expr padded(const char* who, const Operand& x, const std::vector<Padding>& paddings, Body&& axis_padded) {
  const Provenance at(x.where());
  Expr y = x.expr();
  return detail::placed(who, x.where(), Exprs{y}, [&] {
    if (paddings.size() != y.rank())
      throw Error(std::to_string(paddings.size()) + " paddings for rank " + std::to_string(y.rank()));
    for (std::size_t axis = 0; axis < paddings.size(); ++axis) {
      const Padding& padding = paddings[axis];
      for (const Dim& dim : {padding.before, padding.after})
        if (dim.is_constant() && dim.constant() < 0) throw Error("a padding is negative: " + to_string(dim));
      if (!is_none(padding.before) || !is_none(padding.after)) y = axis_padded(y, static_cast<int>(axis), padding);
    }
    return y;
  });
}

/// One entry of the axis, `count` times.
Expr repeated(const Expr& x, int axis, const Range& entry, const Dim& count) {
  const Expr one = slice(x, axis, entry);
  return broadcast_to(one, detail::resized(x.shape(), static_cast<std::size_t>(axis), count));
}

}  // namespace

Type Pad::infer(const Type& x, const Type& from) const {
  const std::size_t at = normalized_axis(axis, x.rank());
  detail::require_slice_start(from);
  if (*step == 0) throw Error("the step is 0");
  return {x.dtype, detail::resized(x.shape, at, size)};
}

void Pad::eval(const View& x, const View& from, const Out& y) const {
  const detail::Rows rows(y.sizes, axis), placed(x.sizes, axis);
  const detail::RowSteps steps(from, placed.n, step, axis, rows.n);
  dispatch(x.dtype, [&]<class T>() {
    std::fill_n(y.as<T>(), y.elements(), static_cast<T>(*value));
    const T* block = x.as<T>();
    T* to = y.as<T>() + steps.first * static_cast<std::ptrdiff_t>(rows.inner);
    for (std::size_t o = 0; o < rows.outer; ++o, block += placed.n * placed.inner, to += rows.n * rows.inner)
      detail::copy_rows(block, 1, to, steps.step, placed.n, rows.inner);
  });
}

Cotangents Pad::pullback(const Expr& x, const Expr& from, const Expr& y, const Expr& dy) const {
  return {apply(Slice{axis, x.shape()[normalized_axis(axis, x.rank())], step}, y->where(), dy, from), disconnected};
}

Expr Pad::batch(const Batch& x) const {
  if (x.has_axis(1)) return {};
  return apply(Pad{behind_axis(axis, x.rank(0)), size, step, value}, x.node()->where(), x[0], x[1]);
}

Expr pad(const Operand& x, const std::vector<Padding>& paddings, double value) {
  static_cast<void>(detail::number("pad", value, x.expr().dtype(), x.where()));  // Error where it does not fit
  return padded("pad", x, paddings, [&](const Expr& y, int axis, const Padding& padding) {
    const Dim size = padding.before + y.shape()[static_cast<std::size_t>(axis)] + padding.after;
    return apply(Pad{axis, size, 1, value}, x.where(), y, detail::slice_start(padding.before));
  });
}

Expr pad_edge(const Operand& x, const std::vector<Padding>& paddings) {
  return padded("pad_edge", x, paddings, [&](const Expr& y, int axis, const Padding& padding) {
    const Dim& n = y.shape()[static_cast<std::size_t>(axis)];
    if (n == Dim(0)) throw Error("axis " + std::to_string(axis) + " has no entry that could be repeated");
    Exprs parts{y};
    if (!is_none(padding.before)) parts.insert(parts.begin(), repeated(y, axis, {0, 1}, padding.before));
    if (!is_none(padding.after)) parts.push_back(repeated(y, axis, {n - 1, n}, padding.after));
    return concat(parts, axis);
  });
}

Expr pad_reflect(const Operand& x, const std::vector<Padding>& paddings) {
  return padded("pad_reflect", x, paddings, [&](const Expr& y, int axis, const Padding& padding) {
    const Dim& n = y.shape()[static_cast<std::size_t>(axis)];
    for (const Dim& dim : {padding.before, padding.after})
      if (dim.is_constant() && n.is_constant() && dim.constant() > std::max<std::int64_t>(0, n.constant() - 1))
        throw Error("a padding of " + to_string(dim) + " does not mirror axis " + std::to_string(axis) +
                    ", which has " + to_string(n));
    Exprs parts{y};
    if (!is_none(padding.before)) parts.insert(parts.begin(), flip(slice(y, axis, {1, 1 + padding.before}), axis));
    if (!is_none(padding.after)) parts.push_back(flip(slice(y, axis, {n - 1 - padding.after, n - 1}), axis));
    return concat(parts, axis);
  });
}

}  // namespace nabla
