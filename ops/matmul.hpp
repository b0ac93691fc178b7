#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// c = op(a) op(b) of two matrices, or of each pair from two stacks of matrices, where op transposes the last two axes
/// if the flag is set. The axes before those broadcast.
struct Matmul {
  static constexpr auto name = "matmul";
  Attr<bool> transpose_a, transpose_b;
  auto attrs() const { return named_attrs("transpose_a", transpose_a, "transpose_b", transpose_b); }

  Type infer(const Type& a, const Type& b) const;
  void eval(const View& a, const View& b, const Out& c) const;
  Cotangents pullback(const Expr& a, const Expr& b, const Expr& c, const Expr& dc) const;
  Expr batch(const Batch& x) const;
};

/// The matrix product [m, k] x [k, n] -> [m, n] of f32 or f64, as numpy's: an operand of rank 1 is a row on the left, a
/// column on the right, and its axis is missing in the result; operands of higher rank are stacks of matrices, whose
/// leading axes broadcast: [batch, 1, m, k] x [heads, k, n] -> [batch, heads, m, n]. A right operand that is one matrix
/// makes one product of all rows on the left. An operand that is a transpose() of a matrix, or a matrix_transpose() of
/// a stack, costs nothing: a Function reads the matrices as they lie in memory.
Expr matmul(const Operand& a, const Operand& b);

namespace detail {

/// op(a) op(b) of operands of rank 2 or more, the transposes as flags; one large product where b is one matrix.
Expr product(const Expr& a, bool transpose_a, const Expr& b, bool transpose_b);
/// The same, summed over the leading axes that were stretched from `shape`, as a cotangent is; where all of them were,
/// it is one large product.
Expr product_to(const Shape& shape, const Expr& a, bool transpose_a, const Expr& b, bool transpose_b);

}  // namespace detail

}  // namespace nabla
