#include <nabla/ops/inv.hpp>

#include <Eigen/LU>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/eigen.hpp>
#include <nabla/ops/matmul.hpp>

namespace nabla {

using detail::Matrix;

Type Inv::infer(const Type& A) const { return detail::squares(A); }

void Inv::eval(const View& A, const Out& B) const {
  Matrix matrix, inverse;
  Eigen::PartialPivLU<Matrix> lu;
  for (std::size_t i = 0, count = A.elements() == 0 ? 0 : detail::count_of(A); i < count; ++i) {
    detail::read(A, i, matrix);
    if (matrix.allFinite()) {
      lu.compute(matrix);
      detail::require_regular(A, i, lu.matrixLU());
      inverse = lu.inverse();
    } else {
      inverse.resizeLike(matrix);
      detail::fill_nan(inverse);
    }
    detail::write(inverse, B, i);
  }
}

Cotangent Inv::pullback(const Expr&, const Expr& B, const Expr& dB) const {
  return -detail::product(detail::product(B, true, dB, false), false, B, true);
}

Expr inv(const Operand& A) { return apply(Inv{}, A.where(), A.expr()); }

}  // namespace nabla
