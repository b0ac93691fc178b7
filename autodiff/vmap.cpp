#include <nabla/autodiff/vmap.hpp>

#include <numeric>
#include <unordered_map>

#include <nabla/autodiff/loop.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

/// xs with the axis in front.
Expr axis_in_front(const Expr& xs, int axis) {
  const std::size_t at = normalized_axis(axis, xs.rank());
  std::vector<int> order(xs.rank());
  std::iota(order.begin(), order.end(), 0);
  order.erase(order.begin() + static_cast<std::ptrdiff_t>(at));
  order.insert(order.begin(), static_cast<int>(at));
  return transpose(xs, order);
}

[[noreturn]] void misfit(const char* name, const std::string& what, const Expr& x, const Expr& xs, Where where) {
  throw Error(where, std::string(name) + ": " + what + describe(Exprs{x, xs}));
}

/// The pairs with the further axis in front, all of one size.
Replacements aligned_inputs(const char* name, const Replacements& inputs, int axis, Where where) {
  if (inputs.empty()) throw Error(where, std::string(name) + ": no input is given the further axis");
  Replacements front;
  for (const auto& [x, xs] : inputs) {
    if (!x || !xs) throw Error(where, std::string(name) + ": an expression is empty: nothing was assigned to it");
    if (xs.rank() != x.rank() + 1 || xs.dtype() != x.dtype() || axis >= static_cast<int>(xs.rank()) ||
        axis < -static_cast<int>(xs.rank()))
      misfit(name,
             to_string(xs.type()) + " is not " + to_string(x.type()) + " with a further axis " + std::to_string(axis),
             x, xs, where);
    front.emplace_back(x, axis_in_front(xs, axis));
    const Dim& count = front[0].second.shape()[0];
    const Shape& got = front.back().second.shape();
    if (!(got == prepended(count, x.shape())))
      misfit(name, to_string(got) + " with the further axis in front, not " + to_string(prepended(count, x.shape())), x,
             xs, where);
  }
  return front;
}

/// Rebuilds a graph for a further axis, node by node.
class Mapper {
 public:
  explicit Mapper(const Replacements& inputs) : count_(inputs[0].second.shape()[0]) {
    for (const auto& [x, xs] : inputs) with_axis_.emplace(x->id(), xs);
  }

  std::vector<Expr> run(const Exprs& outputs) {
    const Dag dag = freeze(outputs);
    for (const Vertex v : operands_first(dag)) visit(dag[v]);
    std::vector<Expr> results;
    for (const Expr& output : outputs) {
      const Expr* const found = find(output);
      results.push_back(found ? *found : broadcast_to(output, prepended(count_, output.shape())));
    }
    return results;
  }

 private:
  const Expr* find(const Expr& node) const {
    const auto found = with_axis_.find(node->id());
    return found == with_axis_.end() ? nullptr : &found->second;
  }

  void visit(const Expr& node) {
    if (find(node)) return;  // one of the inputs
    std::vector<Expr> operands;
    std::vector<bool> has_axis;
    bool any = false;
    for (const Expr& operand : node->operands()) {
      const Expr* const found = find(operand);
      operands.push_back(found ? *found : operand);
      has_axis.push_back(found != nullptr);
      any = any || found;
    }
    if (any) with_axis_.emplace(node->id(), mapped(node, Batch(node, operands, has_axis, count_)));
  }

  Expr mapped(const Expr& node, const Batch& x) const {
    const std::uint64_t first_id = NodeFactory::next_id();
    const Provenance at = Provenance::again(node);
    Expr result = node->op().batch(x);
    if (!result) result = looped(node, x);
    const Type wants{node.dtype(), prepended(count_, node.shape())};
    if (result.type() != wants)
      throw Error(node->where(), std::string(node->op().name()) + ": its batch rule gives " + to_string(result.type()) +
                                     ", not " + to_string(wants) + describe(x.operands()));
    const bool fresh = result->id() >= first_id && result.name().empty();
    if (fresh && !node.name().empty()) NodeFactory::set_name(result, node.name());
    return result;
  }

  /// The one wrapper for operations without a rule.
  static Expr looped(const Expr& node, const Batch& x) {
    Replacements inputs;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool met = std::any_of(inputs.begin(), inputs.end(),
                                   [&](const auto& pair) { return pair.first == node->operands()[i]; });
      if (x.has_axis(i) && !met) inputs.emplace_back(node->operands()[i], x[i]);
    }
    return detail::make_loop(node, inputs, node->where());
  }

  Dim count_;
  std::unordered_map<std::uint64_t, Expr> with_axis_;  // by the id of the node without it
};

}  // namespace

std::vector<Expr> vmap(const Exprs& outputs, const Replacements& inputs, int axis, Where where) {
  return Mapper(aligned_inputs("vmap", inputs, axis, where)).run(outputs);
}

Expr vmap(const Expr& output, const Replacements& inputs, int axis, Where where) {
  return vmap(Exprs{output}, inputs, axis, where)[0];
}

std::vector<Expr> loop(const Exprs& outputs, const Replacements& inputs, int axis, Where where) {
  const Replacements front = aligned_inputs("loop", inputs, axis, where);
  std::vector<Expr> results;
  for (const Expr& output : outputs) results.push_back(detail::make_loop(output, front, where));
  return results;
}

Expr loop(const Expr& output, const Replacements& inputs, int axis, Where where) {
  return loop(Exprs{output}, inputs, axis, where)[0];
}

}  // namespace nabla
