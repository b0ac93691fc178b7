#include <nabla/rewrite/broadcasts.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/rewrite/effects.hpp>

namespace nabla {
namespace {

bool is_stretched(const Expr& x) { return op_as<BroadcastTo>(x) != nullptr; }

Expr unstretched(Expr x) {
  while (is_stretched(x)) x = x->operands()[0];
  return x;
}

/// The node on other operands, nameless; an empty Expr where they do not fit it, as one that must have a shape.
Expr on(const Expr& node, std::span<const Expr> operands) {
  try {
    return make(node->shared_op(), operands, node->where());
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

Expr detail::without_broadcasts(const Expr& node) {
  const std::span<const Expr> operands = node->operands();
  if (!node->op().is_elementwise() || std::ranges::none_of(operands, is_stretched) || has_effects(node)) return node;
  const Provenance at = Provenance::again(node);
  std::vector<Expr> small;
  for (const Expr& operand : operands) small.push_back(unstretched(operand));
  const Expr core = on(node, small);
  if (!core) return node;
  const Expr result = broadcast_to(core, node.shape());
  if (!node.name().empty()) NodeFactory::set_name(result, node.name());
  return result;
}

std::vector<Expr> absorb_broadcasts(const NodeOrder& nodes) { return transform(nodes, detail::without_broadcasts); }

}  // namespace nabla
