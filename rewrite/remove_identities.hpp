#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla {

/// Every node whose operation is an identity (Op::is_identity: stop_gradient and the other barriers, which only a
/// gradient sees) gives its place to its operand 0, be it an operand or an output. A name that such a node had goes to
/// what takes its place, if that has none; of several the one given first. Linear, without recursion; the graph given
/// stays as it is.
std::vector<Expr> remove_identities(const NodeOrder& nodes);

}  // namespace nabla
