#pragma once

#include <nabla/graph/operand.hpp>

namespace nabla {

/// The sum of products over the last axis of a and the last but one of b, or the only one, as Theano's and numpy's dot:
/// of vectors a scalar, of matrices their product. The result has the other axes of a, then those of b; stacks do not
/// broadcast, as they do in matmul(). A scalar multiplies. Floats of one dtype.
Expr dot(const Operand& a, const Operand& b);

/// z[i, j] = x[i] * y[j]; of operands that are no vectors, all entries in row-major order, as in Theano and numpy.
/// Floats and integers.
Expr outer(const Operand& x, const Operand& y);

/// y[..., i] = sum over j of A[..., i, j] * x[..., j]: [..., m, k] x [..., k] -> [..., m]; leading axes broadcast.
/// Floats of one dtype.
Expr matvec(const Operand& A, const Operand& x);
/// y[..., j] = sum over i of x[..., i] * A[..., i, j]: [..., k] x [..., k, n] -> [..., n]; otherwise as matvec().
Expr vecmat(const Operand& x, const Operand& A);

}  // namespace nabla
