#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// Rows of an axis by their indices. The first `batch` axes of x and of the indices are one and the same:
/// y[b..., o..., i..., r...] = x[b..., o..., indices[b..., i...], r...], where the index stands at `axis`.
struct Gather {
  static constexpr auto name = "gather";
  Attr<int> axis;
  Attr<int> batch_axes;
  auto attrs() const { return named_attrs("axis", axis, "batch_axes", batch_axes); }

  Type infer(const Type& x, const Type& indices) const;
  void eval(const View& x, const View& indices, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& indices, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The adjoint of Gather: x, and at each place that a Gather reads the sum of the updates that it would read there, in
/// row-major order.
struct ScatterAdd {
  static constexpr auto name = "scatter_add";
  Attr<int> axis;
  Attr<int> batch_axes;
  auto attrs() const { return named_attrs("axis", axis, "batch_axes", batch_axes); }

  Type infer(const Type& x, const Type& indices, const Type& updates) const;
  void eval(const View& x, const View& indices, const View& updates, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& indices, const Expr& updates, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The rows of x, any dtype, that the indices (i32 or i64, any shape) name along the axis: the indices' axes stand in
/// place of it, as numpy's take(). A negative index counts from the end; Error, when it is computed, for one that is
/// not in [-n, n). With batch_axes = k the first k axes are shared with the indices, whose rows each read their own
/// part of x. An embedding is gather(table, words).
Expr gather(const Operand& x, const Operand& indices, int axis = 0, int batch_axes = 0);

/// x, of floats or integers, with updates added to the rows that the indices name, as gather(x, indices, axis,
/// batch_axes) reads them. An index that stands there twice adds twice. The updates broadcast to what gather() gives.
Expr scatter_add(const Operand& x, const Operand& indices, const Operand& updates, int axis = 0, int batch_axes = 0);

/// y[i, j] = x[i, indices[i, j]] along the last axis, and so along any other: x and the indices have one rank, and
/// broadcast against each other on the other axes, as in numpy. It takes what argsort() and argmax(keepdims) give.
Expr take_along_axis(const Operand& x, const Operand& indices, int axis = -1);
/// x with updates added where take_along_axis(x, indices, axis) reads; the updates have the shape that it gives, or
/// broadcast to it. Here x is not stretched.
Expr add_along_axis(const Operand& x, const Operand& indices, const Operand& updates, int axis = -1);

}  // namespace nabla
