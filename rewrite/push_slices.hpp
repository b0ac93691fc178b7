#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// A part of f(x) is f of a part of x: where a slice takes half of an axis or less, and nothing else needs the whole,
/// it moves down through operations that work entry by entry, products of matrices, sums and softmaxes over other axes,
/// transposes, broadcasts and reshapes, and what is not taken is not computed. A name stays with what it named; that of
/// a whole is gone with it. Linear, without recursion; the graph given stays as it is.
std::vector<Expr> push_slices(const NodeOrder& nodes);

}  // namespace nabla
