#include <nabla/ops/solve.hpp>

#include <algorithm>

#include <Eigen/LU>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/cholesky.hpp>
#include <nabla/ops/eigen.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/square.hpp>
#include <nabla/ops/tri.hpp>

namespace nabla {
namespace {

using detail::Matrix;

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Error unless A is square matrices and b of their rows, or a vector.
void check_system(const Type& A, const Type& b) {
  static_cast<void>(detail::squares(A)), static_cast<void>(detail::floats(b));
  if (A.dtype != b.dtype)
    throw Error(std::string(to_string(A.dtype)) + " and " + std::string(to_string(b.dtype)) + ": cast() one of them");
  if (b.rank() == 0) throw Error("the right-hand side has rank 0: it is a vector, or matrices");
  const Dim &size = A.shape[A.rank() - 1], &rows = b.shape[b.rank() - (b.rank() == 1 ? 1 : 2)];
  if (!(size == rows))
    throw Error("the matrix is " + to_string(size) + " by " + to_string(size) + ", the right-hand side has " +
                to_string(rows) + " rows");
}

Type solution(const Type& A, const Type& B) {
  check_system(A, B);
  if (B.rank() < 2) throw Error("the node solves for matrices: reshape the right-hand side");
  const std::size_t rank = B.rank();
  return {A.dtype,
          detail::with_matrices(detail::broadcast_stacks(A.shape, B.shape), B.shape[rank - 2], B.shape[rank - 1])};
}

/// Calls factorize(matrix, its number) for each matrix of A, `transposed` or not, that is finite where it is read, once
/// for neighbours that share it, and then solve(right-hand side in, solution out).
template <class Prepare, class Solver>
void each_system(const View& A, const View& B, const Out& X, bool transposed, Prepare&& prepare, Solver&& solve) {
  if (X.elements() == 0) return;
  Matrix matrix, right;
  std::size_t prepared = none;
  bool finite = false;
  detail::each_pair(A, B, X, [&](std::size_t a, std::size_t b, std::size_t x) {
    if (a != prepared) {
      transposed ? detail::read_transposed(A, a, matrix) : detail::read(A, a, matrix);
      finite = prepare(matrix, a);
      prepared = a;
    }
    detail::read(B, b, right);
    finite ? solve(matrix, right) : detail::fill_nan(right);
    detail::write(right, X, x);
  });
}

/// dA and dB, where dB0 is dB before it is summed to the shape of B: with A X = B, dA = -dB X'.
Cotangents cotangents(const Expr& A, const Expr& B, const Expr& X, const Expr& dB0, bool transposed) {
  const Expr dA = transposed ? detail::product_to(A.shape(), X, false, dB0, true)
                             : detail::product_to(A.shape(), dB0, false, X, true);
  return {-dA, sum_to(dB0, B.shape())};
}

/// The rule of nodes whose stacks broadcast.
template <class T>
Expr batch_stacks(const T& op, const Batch& x) {
  const std::size_t rank = std::max(x.rank(0), x.rank(1));
  return apply(op, x.node()->where(), aligned(x, 0, rank), aligned(x, 1, rank));
}

/// Calls solve(A, B) with b as matrices.
template <class Body>
Expr with_columns(const char* name, const Operand& A, const Operand& b, Body&& solve) {
  const Expr matrix = A.meeting(b), right = b.meeting(A);
  detail::placed(name, A.where(), Exprs{matrix, right}, [&] { check_system(matrix.type(), right.type()); });
  if (right.rank() > 1) return solve(matrix, right);
  return squeeze(solve(matrix, expand_dims(right, -1)), -1);
}

}  // namespace

Type Solve::infer(const Type& A, const Type& B) const { return solution(A, B); }

void Solve::eval(const View& A, const View& B, const Out& X) const {
  Eigen::PartialPivLU<Matrix> lu;
  const auto factorize = [&](const Matrix& matrix, std::size_t i) {
    if (!matrix.allFinite()) return false;
    lu.compute(matrix);
    detail::require_regular(A, i, lu.matrixLU());
    return true;
  };
  each_system(A, B, X, transposed, factorize, [&](const Matrix&, Matrix& x) { x = lu.solve(x).eval(); });
}

Cotangents Solve::pullback(const Expr& A, const Expr& B, const Expr& X, const Expr& dX) const {
  const Expr dB = apply(Solve{!transposed}, Where::here(), A, dX);
  return cotangents(A, B, X, dB, transposed);
}

Expr Solve::batch(const Batch& x) const { return batch_stacks(*this, x); }

Type SolveTriangular::infer(const Type& A, const Type& B) const { return solution(A, B); }

void SolveTriangular::eval(const View& A, const View& B, const Out& X) const {
  const bool is_lower = lower != transposed;  // as it is read
  const auto clear = [&](Matrix& matrix, std::size_t i) {
    if (is_lower)
      matrix.triangularView<Eigen::StrictlyUpper>().setZero();
    else
      matrix.triangularView<Eigen::StrictlyLower>().setZero();
    if (!matrix.allFinite()) return false;
    detail::require_regular(A, i, matrix);
    return true;
  };
  each_system(A, B, X, transposed, clear, [&](const Matrix& matrix, Matrix& x) {
    is_lower ? matrix.triangularView<Eigen::Lower>().solveInPlace(x)
             : matrix.triangularView<Eigen::Upper>().solveInPlace(x);
  });
}

Cotangents SolveTriangular::pullback(const Expr& A, const Expr& B, const Expr& X, const Expr& dX) const {
  const Expr dB = apply(SolveTriangular{lower, !transposed}, Where::here(), A, dX);
  const Cotangents both = cotangents(A, B, X, dB, transposed);
  return {lower ? tril(both[0].expr()) : triu(both[0].expr()), both[1]};
}

Expr SolveTriangular::batch(const Batch& x) const { return batch_stacks(*this, x); }

Expr solve(const Operand& A, const Operand& b, PositiveDefinite assumed) {
  const Provenance at(A.where());
  return with_columns("solve", A, b, [&](const Expr& matrix, const Expr& right) {
    if (!assumed.value) return apply(Solve{}, A.where(), matrix, right);
    const Expr L = cholesky(matrix);
    const Expr half = solve_triangular(L, right, {.lower = true});
    return solve_triangular(L, half, {.lower = true, .transposed = true});
  });
}

Expr solve_triangular(const Operand& A, const Operand& b, TriangularOptions options) {
  const Provenance at(A.where());
  return with_columns("solve_triangular", A, b, [&](const Expr& matrix, const Expr& right) {
    return apply(SolveTriangular{options.lower, options.transposed}, A.where(), matrix, right);
  });
}

}  // namespace nabla
