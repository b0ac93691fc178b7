#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// X with op(A) X = B, where op transposes if the flag is set; stacks broadcast.
struct Solve {
  static constexpr auto name = "solve";
  Attr<bool> transposed;
  auto attrs() const { return named_attrs("transposed", transposed); }

  Type infer(const Type& A, const Type& B) const;
  void eval(const View& A, const View& B, const Out& X) const;  // Eigen allocates
  Cotangents pullback(const Expr& A, const Expr& B, const Expr& X, const Expr& dX) const;
  Expr batch(const Batch& x) const;
};

/// The same of the lower or upper triangle of A.
struct SolveTriangular {
  static constexpr auto name = "solve_triangular";
  Attr<bool> lower, transposed;
  auto attrs() const { return named_attrs("lower", lower, "transposed", transposed); }

  Type infer(const Type& A, const Type& B) const;
  void eval(const View& A, const View& B, const Out& X) const;  // allocates a copy of each matrix
  Cotangents pullback(const Expr& A, const Expr& B, const Expr& X, const Expr& dX) const;
  Expr batch(const Batch& x) const;
};

/// What the caller of solve() knows of the matrix: `solve(A, b, positive_definite)`.
struct PositiveDefinite {
  bool value = false;
};
inline constexpr PositiveDefinite positive_definite{true};

/// x with A x = b, for A of f32 or f64 [..., n, n] and b a vector [n], or matrices [..., n, k], as numpy 2: only a b of
/// rank 1 is a vector. Leading axes broadcast, and a matrix that several right-hand sides share is factorized once. By
/// LU with partial pivoting; with `positive_definite` by cholesky(A), which reads the lower triangle. Computed in f64.
/// Error in a call where a pivot is exactly 0; a matrix that is singular but for rounding gives huge numbers. A matrix
/// with a NaN or an infinity gives NaN. Gradient: Giles, Collected matrix derivative results (2008).
Expr solve(const Operand& A, const Operand& b, PositiveDefinite assumed = {});

struct TriangularOptions {
  bool lower = false;       // the triangle that is read; the other may hold anything
  bool transposed = false;  // solve A' x = b
};

/// x with A x = b for a triangular A, shapes and conventions as in solve(). As in scipy the upper triangle is meant
/// unless `{.lower = true}`. Error in a call where an entry of the diagonal is 0. The gradient of A is triangular.
Expr solve_triangular(const Operand& A, const Operand& b, TriangularOptions options = {});

}  // namespace nabla
