#pragma once

#include <nabla/ops/square.hpp>

namespace nabla {

/// The lower triangular L with positive diagonal and L L' = A.
struct Cholesky : OfSquares {
  static constexpr auto name = "cholesky";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& L) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& L, const Expr& dL) const;
};

/// The Cholesky factor of each positive definite matrix, f32 or f64 [..., n, n]: the lower triangular L with L L' = A
/// and 0 above. Only the lower triangle of A is read, as if A were symmetric (numpy does so too), and the gradient is
/// lower triangular: that of a symmetric matrix' entry and its mirror image together. Error, with the row, in a call
/// where A is not positive definite. The gradient is that of I. Murray, Differentiation of the Cholesky decomposition
/// (2016).
Expr cholesky(const Operand& A);

}  // namespace nabla
