#include <nabla/ops/cofactor.hpp>

#include <Eigen/LU>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/det.hpp>
#include <nabla/ops/diag.hpp>
#include <nabla/ops/eigen.hpp>
#include <nabla/ops/eye.hpp>
#include <nabla/ops/inv.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

using detail::Matrix;
using Vector = Eigen::VectorXd;

/// A = P^-1 L D U Q^-1 by complete pivoting: unit triangular L and U with entries up to 1, so that whatever is small or
/// 0 in A is so in the diagonal D. Products of determinants are determinants of products; so for cofactors, and those
/// of D are products without a division.
class Ldu {
 public:
  void compute(const Matrix& A) {
    lu_.compute(A);
    pivots_ = lu_.matrixLU().diagonal();
    upper_ = lu_.matrixLU().triangularView<Eigen::StrictlyUpper>();
    for (Eigen::Index i = 0; i < pivots_.size(); ++i)
      if (pivots_[i] != 0) upper_.row(i) /= pivots_[i];  // else the row is 0
    sign_ = static_cast<double>(lu_.permutationP().determinant() * lu_.permutationQ().determinant());
  }

  /// others[i] = the product of all pivots but i.
  Vector products_of_others() const { return products_of_others(pivots_); }

  /// P^-1 L^-T M U^-T Q^-1 times the sign of the permutations: cofactors of D, or their change, as those of A.
  Matrix expanded(Matrix M) const {
    lu_.matrixLU().triangularView<Eigen::UnitLower>().transpose().solveInPlace(M);
    upper_.triangularView<Eigen::UnitUpper>().transpose().solveInPlace<Eigen::OnTheRight>(M);
    return sign_ * (lu_.permutationP().inverse() * M * lu_.permutationQ().inverse());
  }

  /// L^-1 P H Q U^-1: a change of A as one of D.
  Matrix reduced(const Matrix& H) const {
    Matrix M = lu_.permutationP() * H * lu_.permutationQ();
    lu_.matrixLU().triangularView<Eigen::UnitLower>().solveInPlace(M);
    upper_.triangularView<Eigen::UnitUpper>().solveInPlace<Eigen::OnTheRight>(M);
    return M;
  }

  /// The change of D's cofactors with that of D, H: with p(i, j) the product of all pivots but two, it is -p(i, j) H(j,
  /// i) beside the diagonal and the sum over j of p(i, j) H(j, j) on it.
  Matrix change_of_diagonal(const Matrix& H) const {
    const Eigen::Index n = pivots_.size();
    Matrix change = Matrix::Zero(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
      Vector without = pivots_;
      without[i] = 1;
      const Vector p = products_of_others(without);
      for (Eigen::Index j = 0; j < n; ++j) {
        if (j == i) continue;
        change(i, j) = -p[j] * H(j, i);
        change(i, i) += p[j] * H(j, j);
      }
    }
    return change;
  }

 private:
  static Vector products_of_others(const Vector& x) {
    Vector others(x.size());
    double before = 1, behind = 1;
    for (Eigen::Index i = 0; i < x.size(); before *= x[i++]) others[i] = before;
    for (Eigen::Index i = x.size(); i-- > 0; behind *= x[i]) others[i] *= behind;
    return others;
  }

  Eigen::FullPivLU<Matrix> lu_;
  Matrix upper_;
  Vector pivots_;
  double sign_ = 1;
};

/// The sum of the diagonal, as matrices of one entry.
Expr trace(const Expr& x) { return detail::each_one(sum(diagonal(x), -1)); }

}  // namespace

Type Cofactor::infer(const Type& A) const { return detail::squares(A); }

void Cofactor::eval(const View& A, const Out& C) const {
  Matrix matrix;
  Ldu ldu;
  for (std::size_t i = 0, count = A.elements() == 0 ? 0 : detail::count_of(A); i < count; ++i) {
    detail::read(A, i, matrix);
    if (matrix.allFinite()) {
      ldu.compute(matrix);
      matrix = ldu.expanded(ldu.products_of_others().asDiagonal());
    } else {
      detail::fill_nan(matrix);
    }
    detail::write(matrix, C, i);
  }
}

Cotangent Cofactor::pullback(const Expr& A, const Expr&, const Expr& dC) const { return cofactor_along(A, dC); }

Type CofactorAlong::infer(const Type& A, const Type& H) const {
  if (detail::squares(A) != H) throw Error("the direction is " + to_string(H) + ", not " + to_string(A));
  return A;
}

void CofactorAlong::eval(const View& A, const View& H, const Out& C) const {
  Matrix matrix, direction;
  Ldu ldu;
  for (std::size_t i = 0, count = A.elements() == 0 ? 0 : detail::count_of(A); i < count; ++i) {
    detail::read(A, i, matrix);
    detail::read(H, i, direction);
    if (matrix.allFinite() && direction.allFinite()) {
      ldu.compute(matrix);
      matrix = ldu.expanded(ldu.change_of_diagonal(ldu.reduced(direction)));
    } else {
      detail::fill_nan(matrix);
    }
    detail::write(matrix, C, i);
  }
}

// The third derivative of det(A) by A in the directions A g and A k, with B = inv(A) and the product written as traces:
// det(A) (tr(x) tr(g) tr(k) - tr(x) tr(gk) - tr(g) tr(xk) - tr(k) tr(xg) + tr(xgk) + tr(xkg)) in the direction A x. Of
// one or two rows it is 0.
Cotangents CofactorAlong::pullback(const Expr& A, const Expr& H, const Expr&, const Expr& dC) const {
  const Dim& n = A.shape()[A.rank() - 1];
  if (n.is_constant() && n.constant() < 3) return {zero, cofactor_along(A, dC)};
  const Expr B = inv(A), g = matmul(B, H), k = matmul(B, dC);
  const Expr gk = matmul(g, k), tr_g = trace(g), tr_k = trace(k);
  const Expr one = eye(n, A.dtype());
  const Expr terms = (tr_g * tr_k - trace(gk)) * one - tr_g * k - tr_k * g + gk + matmul(k, g);
  return {matrix_transpose(matmul(detail::each_one(det(A)) * terms, B)), cofactor_along(A, dC)};
}

Expr cofactor(const Operand& A) { return apply(Cofactor{}, A.where(), A.expr()); }

Expr cofactor_along(const Operand& A, const Operand& H) {
  return apply(CofactorAlong{}, A.where(), A.meeting(H), H.meeting(A));
}

}  // namespace nabla
