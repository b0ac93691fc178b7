#pragma once

#include <nabla/ops/square.hpp>

namespace nabla {

/// The determinant.
struct Det : OfSquares {
  static constexpr auto name = "det";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& y) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& y, const Expr& dy) const;
};

/// Its sign: 1, -1 or 0.
struct DetSign : OfSquares {
  static constexpr auto name = "det_sign";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& y) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& y, const Expr& dy) const;
};

/// The logarithm of its absolute value.
struct LogAbsDet : OfSquares {
  static constexpr auto name = "log_abs_det";

  Type infer(const Type& A) const;
  void eval(const View& A, const Out& y) const;  // Eigen allocates
  Cotangent pullback(const Expr& A, const Expr& y, const Expr& dy) const;
};

/// The determinant of each matrix, f32 or f64 [..., n, n] -> [...], by LU with partial pivoting in f64; 1 for n = 0.
/// The gradient is dy * cofactor(A), right for a singular matrix too, and so is the second derivative; from the third
/// on the matrix must have an inverse.
Expr det(const Operand& A);

/// log |det A|, where det A itself may be too large or too small for a float; -inf for a singular matrix. The gradient
/// is the transpose of inv(A), of which a singular matrix is an Error.
Expr log_abs_det(const Operand& A);
/// The sign of det A, a float: 1, -1 or 0. Its gradient is 0.
Expr det_sign(const Operand& A);

struct SignAndLogDet {
  Expr sign, log_abs_det;
};
/// Both, as numpy's slogdet: `const auto [sign, log_abs_det] = slogdet(A)`; det A = sign * exp(log_abs_det).
SignAndLogDet slogdet(const Operand& A);

}  // namespace nabla
