#include <nabla/ops/products.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/contraction.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/tensordot.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

void require_equal(const Dim& k, const Dim& l) {
  if (!(k == l)) throw Error("inner sizes differ: " + to_string(k) + " and " + to_string(l));
}

/// Of a matrix and a vector, or stacks of them.
void require_ranks(const Expr& A, const Expr& x) {
  if (A.rank() < 2) throw Error("the matrix has rank " + std::to_string(A.rank()) + ", less than 2");
  if (x.rank() < 1) throw Error("the vector has rank 0, less than 1");
}

/// x as rows times the matrices: one product where there is one matrix.
Expr rows_times(const Expr& x, const Expr& matrices) {
  if (x.rank() == 1 || matrices.rank() == 2) return matmul(x, matrices);
  return squeeze(matmul(expand_dims(x, -2), matrices), -2);
}

}  // namespace

Expr dot(const Operand& a, const Operand& b) {
  const Provenance at(a.where());
  const Expr left = a.meeting(b), right = b.meeting(a);
  return detail::placed("dot", a.where(), Exprs{left, right}, [&] {
    detail::require_floats({left, right});
    if (left.rank() == 0 || right.rank() == 0) return left * right;
    const std::size_t i = left.rank() - 1, j = right.rank() == 1 ? 0 : right.rank() - 2;
    require_equal(left.shape()[i], right.shape()[j]);
    return tensordot(left, right, {static_cast<int>(i)}, {static_cast<int>(j)});
  });
}

Expr outer(const Operand& x, const Operand& y) {
  const Provenance at(x.where());
  const Expr left = x.meeting(y), right = y.meeting(x);
  return detail::placed("outer", x.where(), Exprs{left, right}, [&] {
    const Dim rows = left.shape().elements(), columns = right.shape().elements();
    return reshape(left, Shape{rows, 1}) * reshape(right, Shape{1, columns});
  });
}

Expr matvec(const Operand& A, const Operand& x) {
  const Provenance at(A.where());
  const Expr matrix = A.meeting(x), vector = x.meeting(A);
  return detail::placed("matvec", A.where(), Exprs{matrix, vector}, [&] {
    detail::require_floats({matrix, vector});
    require_ranks(matrix, vector);
    require_equal(matrix.shape()[matrix.rank() - 1], vector.shape()[vector.rank() - 1]);
    return rows_times(vector, matrix_transpose(matrix));
  });
}

Expr vecmat(const Operand& x, const Operand& A) {
  const Provenance at(x.where());
  const Expr vector = x.meeting(A), matrix = A.meeting(x);
  return detail::placed("vecmat", x.where(), Exprs{vector, matrix}, [&] {
    detail::require_floats({vector, matrix});
    require_ranks(matrix, vector);
    require_equal(vector.shape()[vector.rank() - 1], matrix.shape()[matrix.rank() - 2]);
    return rows_times(vector, matrix);
  });
}

}  // namespace nabla
