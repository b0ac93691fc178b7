#pragma once

#include <nabla/ops/square.hpp>

namespace nabla {

/// The inverse matrix.
struct Inv : OfSquares {
  static constexpr auto name = "inv";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& B) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& B, const Expr& dB) const;
};

/// The inverse of each matrix, f32 or f64 [..., n, n], by LU with partial pivoting in f64. For A^-1 b, solve(A, b) is
/// faster and more accurate. Error in a call where a pivot is exactly 0; a matrix that is singular but for rounding
/// gives huge numbers. dA = -B' dB B'.
Expr inv(const Operand& A);

}  // namespace nabla
