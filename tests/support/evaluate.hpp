#pragma once
// A plain evaluator for tests: every node's own eval(), one after the other, each into fresh memory. It shares nothing
// with the planner of runtime/, so each checks the other.

#include <map>
#include <utility>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/feeds.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla::test {

using nabla::Feeds;

inline Bindings bind_symbols(const Feeds& feeds) {
  Bindings bindings;
  for (const auto& [x, value] : feeds)
    for (std::size_t axis = 0; axis < x.rank(); ++axis)
      if (!x.shape()[axis].symbol().empty()) bindings.bind(x.shape()[axis].symbol(), value.sizes()[axis]);
  return bindings;
}

inline Tensor evaluate_node(const Expr& x, const std::vector<Tensor>& operands, const Feeds& feeds,
                            const Bindings& bindings) {
  for (const auto& [fed, value] : feeds)
    if (fed == x) return value;
  if (const auto* const c = leaf_as<Constant>(x)) return c->value();
  if (const auto* const p = leaf_as<ParameterState>(x)) return p->value;
  if (const auto* const s = leaf_as<SizeOf>(x))
    return Tensor::full(x.dtype(), {}, static_cast<double>(s->dim().evaluate(bindings)));
  if (leaf_as<Input>(x)) throw Error("no feed for " + x.name());
  Tensor result = Tensor::empty(x.dtype(), x.shape().evaluate(bindings));
  std::vector<View> views;
  for (const Tensor& operand : operands) views.push_back(operand.view());
  x->op().eval(views, result.out());
  return result;
}

/// The values of `outputs`, with `feeds` for the inputs.
inline std::vector<Tensor> evaluate(const Exprs& outputs, const Feeds& feeds = {}) {
  const Bindings bindings = bind_symbols(feeds);
  const Dag dag = freeze(outputs);
  std::vector<Tensor> values(num_vertices(dag));
  for (const Vertex v : operands_first(dag)) {
    std::vector<Tensor> operands;
    for (const Expr& operand : dag[v]->operands()) operands.push_back(values[vertex_of(dag, operand)]);
    values[v] = evaluate_node(dag[v], operands, feeds, bindings);
  }
  std::vector<Tensor> results;
  for (const Expr& output : outputs) results.push_back(values[vertex_of(dag, output)]);
  return results;
}

inline Tensor evaluate(const Expr& output, const Feeds& feeds = {}) { return evaluate(Exprs{output}, feeds)[0]; }

}  // namespace nabla::test
