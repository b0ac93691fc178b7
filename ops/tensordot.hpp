#pragma once

#include <vector>

#include <nabla/graph/operand.hpp>

namespace nabla {

/// The sum of products over the last `axes` axes of a and the first `axes` of b, as numpy's tensordot: the result has
/// the other axes of a, then those of b. 1 is the product of matrices, 0 that of all pairs. Floats of one dtype; it is
/// one matrix product.
Expr tensordot(const Operand& a, const Operand& b, int axes = 2);
/// The same over axis axes_a[i] of a with axis axes_b[i] of b, for all i; a negative one counts from the end.
Expr tensordot(const Operand& a, const Operand& b, const std::vector<int>& axes_a, const std::vector<int>& axes_b);

}  // namespace nabla
