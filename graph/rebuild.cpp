#include <nabla/graph/rebuild.hpp>

#include <algorithm>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>

namespace nabla {

std::vector<Expr> rebuild(std::span<const Expr> outputs,
                          const std::function<Expr(const Expr& node, std::span<const Expr> operands)>& change) {
  const NodeOrder nodes(outputs);
  std::vector<Expr> fresh;
  fresh.reserve(nodes.size());
  std::vector<const Expr*> operands;
  std::vector<Expr> changed;  // most operands are not: these are not copied, whose references would be counted
  for (const Expr* const node : nodes) {
    operands.clear();
    bool same = true;
    for (const Expr& operand : (*node)->operands()) {
      operands.push_back(&fresh[nodes.place_of(operand)]);
      same = same && *operands.back() == operand;
    }
    changed.clear();
    if (!same)
      for (const Expr* const operand : operands) changed.push_back(*operand);
    fresh.push_back(change(*node, same ? (*node)->operands() : changed));
  }
  std::vector<Expr> results;
  for (const Expr& output : outputs) results.push_back(fresh[nodes.place_of(output)]);
  return results;
}

Expr reuse(const Expr& node, std::span<const Expr> operands) {
  const bool same = std::equal(operands.begin(), operands.end(), node->operands().begin(), node->operands().end());
  return same ? node : NodeFactory::with_operands(node, operands);
}

Expr with_dtype(const Expr& node, std::span<const Expr> operands, DType from, DType to) {
  const DType moved = node.dtype() == from ? to : node.dtype();
  if (const auto* const size = leaf_as<SizeOf>(node)) return size_of(size->dim(), moved, node->where());
  if (const auto* const fixed = leaf_as<Constant>(node)) return constant(fixed->value().cast(moved), node->where());
  return NodeFactory::with_op(node, node->shared_op()->with_dtype(from, to), operands);
}

}  // namespace nabla
