#include "support/evaluate.hpp"

#include <nabla/graph/dag.hpp>

namespace nabla::test {
namespace {

Bindings bind_symbols(const Feeds& feeds) {
  Bindings bindings;
  for (const auto& [x, value] : feeds)
    for (std::size_t axis = 0; axis < x.rank(); ++axis)
      if (!x.shape()[axis].symbol().empty()) bindings.bind(x.shape()[axis].symbol(), value.sizes()[axis]);
  return bindings;
}

Tensor evaluate_node(const Expr& x, const std::vector<Tensor>& operands, const Feeds& feeds, const Bindings& bindings) {
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

}  // namespace

std::vector<Tensor> evaluate(const Exprs& outputs, const Feeds& feeds) {
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

Tensor evaluate(const Expr& output, const Feeds& feeds) { return evaluate(Exprs{output}, feeds)[0]; }

}  // namespace nabla::test
