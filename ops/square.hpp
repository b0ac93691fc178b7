#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// The law of a function of square matrices, f32 or f64 [..., n, n]: each matrix of a stack on its own. It is computed
/// in f64 and rounded once, and a matrix with a NaN or an infinity among what is read of it gives NaN.
struct OfSquares {
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

namespace detail {

/// The type itself; Error unless it is floats [..., n, n].
const Type& squares(const Type& type);
/// The axes before the last two.
Shape stack_of(const Shape& matrices);
Shape with_matrices(const Shape& stack, const Dim& rows, const Dim& columns);
/// What two stacks broadcast to. Error where they do not.
Shape broadcast_stacks(const Shape& a, const Shape& b);

/// One number for each matrix as matrices of one entry, [...] -> [..., 1, 1], which broadcast over them.
Expr each_one(const Expr& x);

}  // namespace detail

}  // namespace nabla
