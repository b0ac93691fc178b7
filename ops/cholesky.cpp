#include <nabla/ops/cholesky.hpp>

#include <Eigen/Cholesky>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/eigen.hpp>
#include <nabla/ops/eye.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/solve.hpp>
#include <nabla/ops/transpose.hpp>
#include <nabla/ops/tri.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

using detail::Matrix;

/// Is the leading block of these many rows of a symmetric matrix, given by its lower triangle, positive definite?
bool is_definite(const Matrix& lower, Eigen::Index rows) {
  return Eigen::LLT<Matrix>(lower.topLeftCorner(rows, rows)).info() == Eigen::Success;
}

/// The row where the factorization of an indefinite matrix stops.
Eigen::Index failing_row(const Matrix& lower) {
  Eigen::Index good = 0, bad = lower.rows();  // so many rows are definite, are not
  while (bad - good > 1) {
    const Eigen::Index middle = (good + bad) / 2;
    (is_definite(lower, middle) ? good : bad) = middle;
  }
  return bad - 1;
}

}  // namespace

Type Cholesky::infer(const Type& A) const { return detail::squares(A); }

void Cholesky::eval(const View& A, const Out& L) const {
  Matrix matrix, factor;
  for (std::size_t i = 0, count = A.elements() == 0 ? 0 : detail::count_of(A); i < count; ++i) {
    detail::read(A, i, matrix);
    matrix.triangularView<Eigen::StrictlyUpper>().setZero();
    factor = matrix;
    if (!matrix.allFinite())
      factor.triangularView<Eigen::Lower>().fill(std::numeric_limits<double>::quiet_NaN());
    else if (Eigen::LLT<Eigen::Ref<Matrix>>(factor).info() != Eigen::Success)
      detail::fail(A, i, "is not positive definite: pivot " + std::to_string(failing_row(matrix)) + " is not above 0");
    detail::write(factor, L, i);
  }
}

// With S = L^-T half(L' dL) L^-1, where half() takes the lower triangle and half the diagonal, the cotangent of all
// entries of a symmetric A is (S + S') / 2. An entry below the diagonal stands for its mirror image too.
Cotangent Cholesky::pullback(const Expr&, const Expr& L, const Expr& dL) const {
  const Expr diagonal = eye(L.shape()[L.rank() - 1], b8);
  const auto half = [&](const Expr& x) { return tril(where(diagonal, 0.5 * x, x)); };
  const auto divided = [&](const Expr& x) { return solve_triangular(L, x, {.lower = true, .transposed = true}); };
  const Expr S = divided(matrix_transpose(divided(half(detail::product(L, true, dL, false)))));
  return half(S + matrix_transpose(S));
}

Expr cholesky(const Operand& A) { return apply(Cholesky{}, A.where(), A.expr()); }

}  // namespace nabla
