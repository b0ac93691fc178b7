#pragma once
// What batch() rules are made of.

#include <nabla/graph/op.hpp>

namespace nabla {

/// Operand i with the further axis; repeated along it where it has none.
Expr with_axis(const Batch& x, std::size_t i);

/// Operand i so that it broadcasts against operands of `rank` axes behind the further one: [count, 1, ..., 1, its
/// sizes]. As it is where it has no further axis.
Expr aligned(const Batch& x, std::size_t i, std::size_t rank);

/// The rule of operations that broadcast their operands: the same operation on operands that are aligned.
Expr batch_broadcasting(const Batch& x);

/// The rule of operations that take any number of leading axes, the same of all operands: the same operation on
/// operands that all have the further axis.
Expr batch_leading(const Batch& x);

/// An axis, or axes, of a value of this rank, counted from the start behind a further leading one.
int behind_axis(int axis, std::size_t rank);
std::vector<int> behind_axis(const std::vector<int>& axes, std::size_t rank);

/// The sizes with one more in front.
Shape prepended(const Dim& count, const Shape& shape);

}  // namespace nabla
