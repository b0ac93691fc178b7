#include <nabla/runtime/plan.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/runtime/alias.hpp>
#include <nabla/runtime/fuse.hpp>
#include <nabla/runtime/group_kernels.hpp>
#include <nabla/runtime/row_losses.hpp>
#include <nabla/runtime/softmaxes.hpp>

namespace nabla::detail {
namespace {

/// The targets, those with the shortest longest way to a leaf first. The gradients of a network's last layers come
/// before those of its first, which need the same cotangents and more; in the order of the weights all cotangents would
/// live on until the end.
std::vector<Expr> shallow_first(std::span<const Expr> targets) {
  const NodeOrder nodes(targets);
  std::vector<std::uint32_t> depth(nodes.size());
  for (std::uint32_t place = 0; place < nodes.size(); ++place)
    for (const std::uint32_t operand : nodes.operand_places(place))
      depth[place] = std::max(depth[place], depth[operand] + 1);
  std::vector<Expr> sorted(targets.begin(), targets.end());
  std::ranges::stable_sort(sorted, {}, [&](const Expr& x) { return depth[nodes.place_of(x)]; });
  return sorted;
}

/// Not what is there for its effect, and what the kernel of a group can call.
bool runs_in_tiles(const Expr& node) {
  return node->operands().size() <= 3 && node->op().name() != "check" && node->op().name() != "print";
}
bool any_product(const Expr&) { return true; }

class Planner {
 public:
  Planner(std::span<const Expr> inputs, std::span<const Expr> targets) : dag_(freeze(shallow_first(targets))) {
    plan_.input_count = static_cast<std::uint32_t>(inputs.size());
    for (std::uint32_t i = 0; i < inputs.size(); ++i) inputs_.insert(inputs[i]->id(), i);
    value_of_.resize(num_vertices(dag_), none);
    const std::vector<Vertex> order = operands_first(dag_);
    std::vector<Part> parts = fuse(dag_, order, targets, {runs_in_tiles, any_product});
    join_row_losses(dag_, parts);
    join_softmaxes(dag_, parts);
    for (Part& part : parts) add(part);
    for (const Expr& target : targets) place(target);
  }
  Plan result() { return std::move(plan_); }

 private:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  void add(Part& part) {
    const auto first_operand = static_cast<std::uint32_t>(plan_.operands.size());
    for (const Vertex v : part.operands) {
      const std::uint32_t value = value_of(v);  // may add to the plan's values
      plan_.operands.push_back(value);
    }
    const auto first_node = static_cast<std::uint32_t>(plan_.nodes.size());
    add_nodes(part);
    const auto first_result = static_cast<std::uint32_t>(plan_.results.size());
    for (const Vertex v : part.results) plan_.results.push_back(add_value(v, Home::Arena, 0));
    plan_.instructions.push_back({kernel(part), first_operand, static_cast<std::uint32_t>(part.operands.size()),
                                  first_result, static_cast<std::uint32_t>(part.results.size()), first_node,
                                  static_cast<std::uint32_t>(plan_.nodes.size()) - first_node});
  }

  void add_nodes(const Part& part) {
    if (!part.group)
      for (const Vertex v : part.results) plan_.nodes.push_back(dag_[v]);
    if (!part.group) return;
    if (part.group->product) plan_.nodes.push_back(part.group->product->node);
    for (const Group::Step& step : part.group->steps) plan_.nodes.push_back(step.node);
  }

  std::shared_ptr<const Kernel> kernel(Part& part) {
    if (part.group) return group_kernels_.kernel(std::move(*part.group));
    if (std::shared_ptr<const Kernel> rows = make_row_loss_kernel(dag_, part)) return rows;
    if (std::shared_ptr<const Kernel> lines = make_softmax_kernel(dag_, part)) return lines;
    return std::make_shared<OpKernel>(dag_[part.results[0]]);
  }

  std::uint32_t add_value(Vertex v, Home home, std::uint32_t index, std::uint32_t operand = 0) {
    value_of_[v] = static_cast<std::uint32_t>(plan_.values.size());
    plan_.values.push_back({dag_[v], home, index, operand});
    return value_of_[v];
  }

  /// The value of a node that is computed already, a leaf, or an alias of one of these.
  std::uint32_t value_of(Vertex v) {
    std::vector<Vertex> aliases;
    for (; value_of_[v] == none && is_alias(dag_[v]); v = target(*out_edges(v, dag_).first, dag_)) aliases.push_back(v);
    if (value_of_[v] == none) add_leaf(v);
    std::uint32_t value = value_of_[v];
    for (auto alias = aliases.rbegin(); alias != aliases.rend(); ++alias)
      value = add_value(*alias, Home::Alias, plan_.root(value), value);
    return value;
  }

  void add_leaf(Vertex v) {
    const Expr& node = dag_[v];
    if (leaf_as<Constant>(node)) return static_cast<void>(add_value(v, Home::Constant, 0));
    if (leaf_as<SizeOf>(node)) return static_cast<void>(add_value(v, Home::Size, plan_.size_count++));
    if (leaf_as<Input>(node)) return static_cast<void>(add_value(v, Home::Input, inputs_.find(node->id())));
    plan_.parameters.push_back(node);
    add_value(v, Home::Parameter, static_cast<std::uint32_t>(plan_.parameters.size() - 1));
  }

  /// The first target of a computed value is where it is computed; other targets, leaves and parts are copied.
  void place(const Expr& node) {
    const std::uint32_t value = value_of(vertex_of(dag_, node));
    const auto target = static_cast<std::uint32_t>(plan_.targets.size());
    plan_.targets.push_back(value);
    Value& root = plan_.values[plan_.root(value)];
    if (root.home == Home::Arena && !is_part(value)) {
      root.home = Home::Target;
      root.index = target;
    } else {
      plan_.copies.push_back({value, target});
    }
  }

  /// Of a larger value?
  bool is_part(std::uint32_t value) const {
    for (; plan_.values[value].home == Home::Alias; value = plan_.values[value].operand)
      if (is_leading_slice(plan_.values[value].node)) return true;
    return false;
  }

  Dag dag_;
  VertexIndex inputs_;
  GroupKernels group_kernels_;
  std::vector<std::uint32_t> value_of_;  // by vertex
  Plan plan_;
};

}  // namespace

Plan make_plan(std::span<const Expr> inputs, std::span<const Expr> targets) {
  return Planner(inputs, targets).result();
}

}  // namespace nabla::detail
