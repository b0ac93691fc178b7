#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// matmul(transpose(a), b) reads a as it lies, by a flag of the product, and so for b; transpose(matmul(a, b)), where
/// the product is not needed otherwise, is the product of b and a with their flags turned; so too for stacks of
/// matrices where the last two axes change places. No product of matrices copies a transpose. Linear, without
/// recursion; the graph given stays as it is.
std::vector<Expr> absorb_transposes(const NodeOrder& nodes);

}  // namespace nabla
