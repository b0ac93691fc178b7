#include <nabla/graph/rebuild.hpp>

#include <algorithm>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/factory.hpp>

namespace nabla {

std::vector<Expr> rebuild(std::span<const Expr> outputs,
                          const std::function<Expr(const Expr& node, std::span<const Expr> operands)>& change) {
  const Dag dag = freeze(outputs);
  std::vector<Expr> fresh(num_vertices(dag));
  std::vector<Expr> operands;
  for (const Vertex v : operands_first(dag)) {
    operands.clear();
    for (const Expr& operand : dag[v]->operands()) operands.push_back(fresh[vertex_of(dag, operand)]);
    fresh[v] = change(dag[v], operands);
  }
  std::vector<Expr> results;
  for (const Expr& output : outputs) results.push_back(fresh[vertex_of(dag, output)]);
  return results;
}

Expr reuse(const Expr& node, std::span<const Expr> operands) {
  const bool same = std::equal(operands.begin(), operands.end(), node->operands().begin(), node->operands().end());
  return same ? node : NodeFactory::with_operands(node, operands);
}

}  // namespace nabla
