#include <nabla/ops/det.hpp>

#include <cmath>

#include <Eigen/LU>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/cofactor.hpp>
#include <nabla/ops/eigen.hpp>
#include <nabla/ops/inv.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

using detail::Matrix;
using Lu = Eigen::PartialPivLU<Matrix>;

/// [..., n, n] -> [...]
Type one_each(const Type& A) { return {A.dtype, detail::stack_of(detail::squares(A).shape)}; }

/// y[i] = f(the LU of matrix i), of no rows too.
template <class F>
void each_lu(const View& A, const Out& y, F&& f) {
  Matrix matrix;
  Lu lu;
  for (std::size_t i = 0, count = y.elements(); i < count; ++i) {
    if (detail::rows_of(A) > 0) {
      detail::read(A, i, matrix);
      if (!matrix.allFinite()) {
        detail::write(std::numeric_limits<double>::quiet_NaN(), y, i);
        continue;
      }
      lu.compute(matrix);
    }
    detail::write(f(lu), y, i);
  }
}

}  // namespace

Type Det::infer(const Type& A) const { return one_each(A); }

void Det::eval(const View& A, const Out& y) const {
  each_lu(A, y, [&](const Lu& lu) { return detail::rows_of(A) == 0 ? 1.0 : lu.determinant(); });
}

Cotangent Det::pullback(const Expr& A, const Expr&, const Expr& dy) const { return detail::each_one(dy) * cofactor(A); }

Type DetSign::infer(const Type& A) const { return one_each(A); }

void DetSign::eval(const View& A, const Out& y) const {
  each_lu(A, y, [&](const Lu& lu) {
    if (detail::rows_of(A) == 0) return 1.0;
    auto sign = static_cast<double>(lu.permutationP().determinant());
    for (const double pivot : lu.matrixLU().diagonal()) sign *= pivot == 0 ? 0.0 : std::copysign(1.0, pivot);
    return sign;
  });
}

Cotangent DetSign::pullback(const Expr&, const Expr&, const Expr&) const { return zero; }

Type LogAbsDet::infer(const Type& A) const { return one_each(A); }

void LogAbsDet::eval(const View& A, const Out& y) const {
  each_lu(A, y, [&](const Lu& lu) {
    double sum = 0;
    if (detail::rows_of(A) > 0)
      for (const double pivot : lu.matrixLU().diagonal()) sum += std::log(std::abs(pivot));
    return sum;
  });
}

Cotangent LogAbsDet::pullback(const Expr& A, const Expr&, const Expr& dy) const {
  return detail::each_one(dy) * matrix_transpose(inv(A));
}

Expr det(const Operand& A) { return apply(Det{}, A.where(), A.expr()); }
Expr log_abs_det(const Operand& A) { return apply(LogAbsDet{}, A.where(), A.expr()); }
Expr det_sign(const Operand& A) { return apply(DetSign{}, A.where(), A.expr()); }

SignAndLogDet slogdet(const Operand& A) { return {det_sign(A), log_abs_det(A)}; }

}  // namespace nabla
