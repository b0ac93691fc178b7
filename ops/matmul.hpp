#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// c = op(a) op(b) of two matrices, where op transposes if the flag is set.
struct Matmul {
  static constexpr auto name = "matmul";
  Attr<bool> transpose_a, transpose_b;
  auto attrs() const { return named_attrs("transpose_a", transpose_a, "transpose_b", transpose_b); }

  Type infer(const Type& a, const Type& b) const;
  void eval(const View& a, const View& b, const Out& c) const;
  Cotangents pullback(const Expr& a, const Expr& b, const Expr& c, const Expr& dc) const;
};

/// The matrix product [m, k] x [k, n] -> [m, n] of f32 or f64. As in numpy, an operand of rank 1 is a row on the left,
/// a column on the right, and its axis is missing in the result. A left operand of higher rank, [..., k], gives [...,
/// n]. An operand that is a transpose() of a matrix costs nothing: a Function reads the matrix as it lies in memory.
Expr matmul(const Operand& a, const Operand& b);

}  // namespace nabla
