#include <nabla/rewrite/remove_identities.hpp>

#include <unordered_map>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/rebuild.hpp>

namespace nabla {
namespace {

bool is_identity(const Expr& x) { return x->op().is_identity(); }

/// For each node that takes the place of identities: the one among these that was named first, by the node's id. Users
/// come after their operands when a graph is rebuilt, so the names must be known before.
using Heirs = std::unordered_map<std::uint64_t, Expr>;

Heirs heirs(std::span<const Expr> outputs) {
  Heirs heirs;
  std::unordered_map<std::uint64_t, Expr> roots;  // of identities, by their ids
  const Dag dag = freeze(outputs);
  for (const Vertex v : operands_first(dag)) {
    if (!is_identity(dag[v])) continue;
    const Expr& under = dag[v]->operands()[0];
    const Expr root = is_identity(under) ? roots.at(under->id()) : under;
    roots.emplace(dag[v]->id(), root);
    if (dag[v].name().empty() || !root.name().empty()) continue;
    Expr& heir = heirs[root->id()];
    if (!heir || dag[v]->id() < heir->id()) heir = dag[v];
  }
  return heirs;
}

}  // namespace

std::vector<Expr> remove_identities(std::span<const Expr> outputs) {
  const Heirs named = heirs(outputs);
  return rebuild(outputs, [&](const Expr& node, std::span<const Expr> operands) {
    if (is_identity(node)) return operands[0];
    const auto heir = named.find(node->id());
    if (heir == named.end()) return reuse(node, operands);
    const Expr copy = NodeFactory::with_operands(node, operands);
    NodeFactory::set_name(copy, heir->second.name());
    return copy;
  });
}

}  // namespace nabla
