#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// An operation that works entry by entry reads operands that are stretched as they are, and computes on the small side
/// what only repeats: x * broadcast_to(y) is x * y, exp(broadcast_to(y)) is broadcast_to(exp(y)). Names, lines and
/// gradient marks survive. Linear, without recursion; the graph given stays as it is.
std::vector<Expr> absorb_broadcasts(const NodeOrder& nodes);

namespace detail {

/// The same for one node.
Expr without_broadcasts(const Expr& node);

}  // namespace detail
}  // namespace nabla
