#pragma once
// Private: what a call computes.

#include <nabla/graph/expr.hpp>

namespace nabla {

/// The floating-point operations of a node, for these sizes: 2 m k n for a product, 1 an entry for an elementwise
/// operation, 1 an entry of the operand for sum, max and min, 0 for all others. Error for a symbol without a size.
double flops(const Expr& x, const Bindings& sizes);

}  // namespace nabla
