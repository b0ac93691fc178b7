#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// What is made of constants alone is evaluated now, and is a constant with the name and line of its node. It comes
/// after stabilisation, so that log(1 + exp(1000)) is 1000. A number that is repeated stays one number:
/// exp(full({n}, 2)) is full({n}, exp(2)). Left as they are: what prints, checks or draws; what cannot be computed, so
/// that the call has the Error; results of symbolic sizes, or larger than their operands by more than 4 KiB. Linear,
/// without recursion; the graph given stays as it is.
std::vector<Expr> fold_constants(const NodeOrder& nodes);

}  // namespace nabla
