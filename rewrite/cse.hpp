#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// Computes nothing twice: nodes of equal operations (Op::equals, so an operation that must not be merged is equal to
/// itself alone) on the same operands, in either order where the operation is commutative, become one node, constants
/// of equal bits likewise. So a * b - b * a is p - p, which is 0 wherever p is finite. Inputs and parameters are what
/// they are. The node made first stays, with its line and gradient mark, and with its name or else the first name among
/// those merged into it. Linear but for hashing, without recursion; the graph given stays as it is.
std::vector<Expr> merge_common_subexpressions(const NodeOrder& nodes);

}  // namespace nabla
