#pragma once

#include <nabla/ops/square.hpp>

namespace nabla {

/// C[i, j] = the derivative of det(A) by A[i, j].
struct Cofactor : OfSquares {
  static constexpr auto name = "cofactor";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& C) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& C, const Expr& dC) const;
};

/// The derivative of cofactor(A) in the direction H; as it comes from a second derivative, it is its own adjoint.
struct CofactorAlong : OfSquares {
  static constexpr auto name = "cofactor_along";

  Type infer(const Type& A, const Type& H) const;
  void eval(const View& A, const View& H, const Out& C) const;  // Eigen allocates
  Cotangents pullback(const Expr& A, const Expr& H, const Expr& C, const Expr& dC) const;
};

/// The matrix of cofactors of each matrix, f32 or f64 [..., n, n]: C[i, j] is (-1)^(i+j) times the determinant without
/// row i and column j, the gradient of det(A). For a matrix with an inverse, det(A) * transpose(inv(A)); right for any.
Expr cofactor(const Operand& A);
/// Its derivative in the direction H, of A's shape: linear in H, right for any A. The derivative by A needs inv(A).
Expr cofactor_along(const Operand& A, const Operand& H);

}  // namespace nabla
