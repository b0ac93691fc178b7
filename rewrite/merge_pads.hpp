#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// A sum of arrays that are 0 but for a part, as the gradient of a value of which many slices are read: what stands in
/// the same part is added there, pad(x) + pad(y) is pad(x + y), and parts beside each other are joined by one concat.
/// Each entry's terms are added from left to right, and other terms last. Equal beginnings are one node, as after
/// merge_common_subexpressions(). Names, lines and gradient marks survive. Linear, without recursion; the graph given
/// stays as it is.
std::vector<Expr> merge_pads(const NodeOrder& nodes);

}  // namespace nabla
