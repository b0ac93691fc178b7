#include <nabla/rewrite/fold_constants.hpp>

#include <algorithm>
#include <exception>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/rewrite/broadcasts.hpp>
#include <nabla/rewrite/effects.hpp>

namespace nabla {
namespace {

const Constant* as_constant(const Expr& x) { return x->operands().empty() ? leaf_as<Constant>(x) : nullptr; }

/// How much larger than its operands a folded value may be: a graph with eye(10000) in it stays small.
constexpr std::size_t spare_bytes = 4096;

bool is_small(const Expr& node) {
  std::size_t bytes = spare_bytes;
  for (const Expr& operand : node->operands()) bytes += as_constant(operand)->value().bytes();
  const std::int64_t entries = elements(node.shape().evaluate({}));
  return static_cast<std::size_t>(entries) <= bytes / size_of(node.dtype());
}

bool can_fold(const Expr& node) {
  const std::span<const Expr> operands = node->operands();
  if (operands.empty() || !std::ranges::all_of(operands, as_constant)) return false;
  return !op_as<BroadcastTo>(node) && node.shape().is_constant() && !detail::has_effects(node) && is_small(node);
}

/// An empty Expr where evaluating fails: the Error belongs to the call, which may never need the value.
Expr folded(const Expr& node) {
  std::vector<View> views;
  for (const Expr& operand : node->operands()) views.push_back(as_constant(operand)->value().view());
  Tensor value = Tensor::empty(node.dtype(), node.shape().evaluate({}));
  try {
    node->op().eval(views, value.out());
  } catch (const std::exception&) {
    return {};
  }
  return NodeFactory::with_op(node, make_ref<const Constant>(std::move(value)), {});
}

}  // namespace

std::vector<Expr> fold_constants(const NodeOrder& nodes) {
  return transform(nodes, [](const Expr& node) {
    const Expr small = detail::without_broadcasts(node);
    // A repeated number has been computed below its broadcast.
    const Expr& core = op_as<BroadcastTo>(small) ? small->operands()[0] : small;
    if (!can_fold(core)) return small;
    const Expr value = folded(core);
    if (!value || core == small) return value ? value : small;
    return NodeFactory::with_operands(small, Exprs{value});
  });
}

}  // namespace nabla
