#pragma once

#include <functional>
#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/node_order.hpp>

namespace nabla {

/// Builds a graph anew, operands first: `change(node, operands)` gets each node with its new operands
/// and answers the node to take its place, `reuse(node, operands)` to change nothing here. Returns the new outputs; the
/// old graph stays as it is. Linear, without recursion.
std::vector<Expr> rebuild(const NodeOrder& nodes,
                          const std::function<Expr(const Expr& node, std::span<const Expr> operands)>& change);

/// The same where a node has no use for its old operands: `change(node)` gets each on its new ones. Nodes that the
/// graph owns are changed where they lie, others copied.
std::vector<Expr> transform(const NodeOrder& nodes, const std::function<Expr(const Expr& node)>& change);

/// The node itself if its operands are the old ones, else a copy on the new ones with name, line and origin kept.
Expr reuse(const Expr& node, std::span<const Expr> operands);

/// The node with operands that were moved from one dtype to another: constants and sizes of `from` become those of
/// `to`, and so do an operation's attributes; name, line and origin stay. Inputs and parameters are for the caller to
/// replace.
Expr with_dtype(const Expr& node, std::span<const Expr> operands, DType from, DType to);

}  // namespace nabla
