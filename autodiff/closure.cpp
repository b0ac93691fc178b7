#include <nabla/autodiff/closure.hpp>

#include <set>
#include <string>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla::detail {

Closure::Closure(const Expr& output, const Replacements& inputs) : output_(output), dag_(freeze(Exprs{output})) {
  inside_.resize(num_vertices(dag_));
  for (const auto& [x, xs] : inputs)
    if (contains(dag_, x)) {
      parameter_for(x, xs, true);
      inside_[vertex_of(dag_, x)] = true;
    }
  for (const Vertex v : operands_first(dag_))
    for (const Expr& operand : dag_[v]->operands())
      if (inside_[vertex_of(dag_, operand)]) inside_[v] = true;
}

bool Closure::depends() const { return inside_[vertex_of(dag_, output_)]; }

Expr Closure::body() {
  const auto rebuild_node = [&](const Expr& node, std::span<const Expr> now) { return rebuilt(node, now); };
  const Expr body = rebuild(Exprs{output_}, rebuild_node)[0];
  bind_symbols(body);
  return body;
}

Expr Closure::rebuilt(const Expr& node, std::span<const Expr> now) {
  if (const auto known = stand_ins_.find(node->id()); known != stand_ins_.end()) return known->second;
  if (!inside_[vertex_of(dag_, node)]) return node;
  const Provenance at = Provenance::again(node);
  std::vector<Expr> given(now.begin(), now.end());
  for (std::size_t i = 0; i < given.size(); ++i)
    if (const Expr& old = node->operands()[i]; !inside_[vertex_of(dag_, old)]) given[i] = captured(old);
  return NodeFactory::with_operands(node, given);
}

Expr Closure::captured(const Expr& x) {
  if (x->operands().empty() && leaf_as<Constant>(x)) return x;
  if (const auto known = stand_ins_.find(x->id()); known != stand_ins_.end()) return known->second;
  return parameter_for(x, x, false);
}

Expr Closure::parameter_for(const Expr& x, const Expr& operand, bool is_mapped) {
  // Told apart by their numbers: names of inputs, parameters and nodes in between may be the same.
  const std::string name = (x.name().empty() ? "value" : x.name()) + "." + std::to_string(parameters.size());
  parameters.push_back(input(name, x.dtype(), x.shape(), x->where()));
  operands.push_back(operand);
  mapped.push_back(is_mapped);
  stand_ins_.emplace(x->id(), parameters.back());
  return parameters.back();
}

/// Symbols that no parameter has get one of booleans, whose entries nobody reads.
void Closure::bind_symbols(const Expr& body) {
  std::set<std::string> open;
  const Dag dag = freeze(Exprs{body});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    for (const Dim& dim : dag[v].shape())
      if (!dim.is_constant())
        for (const Dim::Term& term : dim.terms()) open.insert(term.symbols.begin(), term.symbols.end());
  for (const Expr& parameter : parameters)
    for (const Dim& dim : parameter.shape()) open.erase(std::string(dim.symbol()));
  for (const std::string& symbol : open) {
    const Expr sized = broadcast_to(constant(Tensor::full(b8, {}, 0)), Shape{Dim(symbol)});
    parameter_for(sized, sized, false);
  }
}

}  // namespace nabla::detail
