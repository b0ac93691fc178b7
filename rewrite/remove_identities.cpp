#include <nabla/rewrite/remove_identities.hpp>

#include <algorithm>
#include <unordered_map>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/rebuild.hpp>

namespace nabla {
namespace {

bool is_identity(const Expr& x) { return x->op().is_identity(); }

/// For each node that takes the place of identities: the one among these that was named first, by the node's id. Users
/// come after their operands when a graph is rebuilt, so the names must be known before.
using Heirs = std::unordered_map<std::uint64_t, Expr>;

Heirs heirs(const NodeOrder& nodes) {
  Heirs heirs;
  std::unordered_map<std::uint64_t, Expr> roots;  // of identities, by their ids
  for (const Expr* const x : nodes) {
    if (!is_identity(*x)) continue;
    const Expr& under = (*x)->operands()[0];
    const Expr root = is_identity(under) ? roots.at(under->id()) : under;
    roots.emplace((*x)->id(), root);
    if (x->name().empty() || !root.name().empty()) continue;
    heirs.emplace(root->id(), *x);  // unless one was made, and so met, before
  }
  return heirs;
}

}  // namespace

std::vector<Expr> remove_identities(const NodeOrder& nodes) {
  if (std::ranges::none_of(nodes, [](const Expr* x) { return is_identity(*x); }))
    return {nodes.outputs().begin(), nodes.outputs().end()};
  const Heirs named = heirs(nodes);
  return rebuild(nodes, [&](const Expr& node, std::span<const Expr> operands) {
    if (is_identity(node)) return operands[0];
    const auto heir = named.find(node->id());
    if (heir == named.end()) return reuse(node, operands);
    const Expr copy = NodeFactory::with_operands(node, operands);
    NodeFactory::set_name(copy, heir->second.name());
    return copy;
  });
}

}  // namespace nabla
