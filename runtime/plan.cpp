#include <nabla/runtime/plan.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla::detail {
namespace {

/// The targets, those with the shortest longest way to a leaf first. The gradients of a network's last layers come
/// before those of its first, which need the same cotangents and more; in the order of the weights all cotangents would
/// live on until the end.
std::vector<Expr> shallow_first(std::span<const Expr> targets) {
  const Dag dag = freeze(targets);
  std::vector<std::uint32_t> depth(num_vertices(dag));
  for (const Vertex v : operands_first(dag))
    for (auto [edge, end] = out_edges(v, dag); edge != end; ++edge)
      depth[v] = std::max(depth[v], depth[target(*edge, dag)] + 1);
  std::vector<Expr> sorted(targets.begin(), targets.end());
  std::ranges::stable_sort(sorted, {}, [&](const Expr& x) { return depth[vertex_of(dag, x)]; });
  return sorted;
}

class Planner {
 public:
  Planner(std::span<const Expr> inputs, std::span<const Expr> targets) : dag_(freeze(shallow_first(targets))) {
    plan_.input_count = static_cast<std::uint32_t>(inputs.size());
    for (std::uint32_t i = 0; i < inputs.size(); ++i) inputs_.insert(inputs[i]->id(), i);
    value_of_.resize(num_vertices(dag_));
    plan_.values.reserve(num_vertices(dag_));
    for (const Vertex v : operands_first(dag_)) add(v);
    for (const Expr& target : targets) place(target);
  }
  Plan result() { return std::move(plan_); }

 private:
  void add(Vertex v) {
    const Expr& node = dag_[v];
    value_of_[v] = static_cast<std::uint32_t>(plan_.values.size());
    if (node->operands().empty() && dynamic_cast<const Leaf*>(&node->op()))
      plan_.values.push_back(leaf(node));
    else if (node->op().is_view())
      plan_.values.push_back({node, Home::Alias, plan_.root(value_of_[target(*out_edges(v, dag_).first, dag_)])});
    else
      compute(v);
  }

  Value leaf(const Expr& node) {
    if (leaf_as<Constant>(node)) return {node, Home::Constant, 0};
    if (leaf_as<SizeOf>(node)) return {node, Home::Size, plan_.size_count++};
    if (leaf_as<Input>(node)) return {node, Home::Input, inputs_.find(node->id())};
    plan_.parameters.push_back(node);
    return {node, Home::Parameter, static_cast<std::uint32_t>(plan_.parameters.size() - 1)};
  }

  void compute(Vertex v) {
    const auto first = static_cast<std::uint32_t>(plan_.operands.size());
    for (auto [edge, end] = out_edges(v, dag_); edge != end; ++edge)  // they stand in operand order
      plan_.operands.push_back(value_of_[target(*edge, dag_)]);
    const auto result = static_cast<std::uint32_t>(plan_.results.size());
    plan_.results.push_back(value_of_[v]);
    plan_.instructions.push_back({std::make_unique<OpKernel>(dag_[v]), first,
                                  static_cast<std::uint32_t>(plan_.operands.size()) - first, result, 1});
    plan_.values.push_back({dag_[v], Home::Arena, 0});
  }

  /// The first target of a computed value is where it is computed; other targets, and leaves, are copied.
  void place(const Expr& node) {
    const std::uint32_t value = value_of_[vertex_of(dag_, node)];
    const auto target = static_cast<std::uint32_t>(plan_.targets.size());
    plan_.targets.push_back(value);
    Value& root = plan_.values[plan_.root(value)];
    if (root.home == Home::Arena) {
      root.home = Home::Target;
      root.index = target;
    } else {
      plan_.copies.push_back({value, target});
    }
  }

  Dag dag_;
  VertexIndex inputs_;
  std::vector<std::uint32_t> value_of_;  // by vertex
  Plan plan_;
};

}  // namespace

Plan make_plan(std::span<const Expr> inputs, std::span<const Expr> targets) {
  return Planner(inputs, targets).result();
}

}  // namespace nabla::detail
