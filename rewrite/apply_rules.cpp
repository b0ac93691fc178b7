#include <nabla/rewrite/apply_rules.hpp>

#include <string_view>
#include <unordered_map>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/rewrite/layout.hpp>
#include <nabla/rewrite/rule.hpp>

namespace nabla {
namespace {

using detail::Match;
using detail::Rule;

/// A rule, and what it is for.
struct Entry {
  const Rule* rule;
  bool for_gradients;
};

/// All rules by the operation at the root of their left-hand sides, in the order of the tables.
class RuleIndex {
 public:
  RuleIndex() {
    add(detail::stabilize(), false);
    add(detail::canonical(), false);
    add(detail::choices(), false);
    add(detail::layouts(), false);
    add(detail::sums(), false);
    add(detail::gradients(), true);
  }
  std::span<const Entry> rules_for(const Expr& x) const {
    const auto found = by_root_.find(x->op().name());
    return found == by_root_.end() ? std::span<const Entry>() : found->second;
  }

 private:
  void add(const detail::Rules& rules, bool for_gradients) {
    for (const Rule& rule : rules) by_root_[rule.left->op().name()].push_back({&rule, for_gradients});
  }

  std::unordered_map<std::string_view, std::vector<Entry>> by_root_;
};

/// The right-hand side with its wildcards filled in: every node passes through `visit`, as those of the graph do.
template <class Visit>
Expr build(const Expr& pattern, const Match& found, DType dtype, const Visit& visit) {
  if (pattern->operands().empty()) {
    if (const auto* const number = leaf_as<Constant>(pattern)) return constant(number->value().cast(dtype));
    return found[pattern];
  }
  std::vector<Expr> operands;
  for (const Expr& operand : pattern->operands()) operands.push_back(build(operand, found, dtype, visit));
  return visit(make(pattern->op().bind(found.attrs), operands, {}));
}

class Rewriter {
 public:
  Expr visit(const Expr& node) {
    steps_left_ = budget;
    const Expr result = improved(node);
    if (result != node && !node.name().empty() && result.name().empty() && result->id() > node->id())
      NodeFactory::set_name(result, node.name());
    return result;
  }

 private:
  // Every rule makes its expression simpler, so a handful is enough: the budget only guards against a rule that does
  // not.
  static constexpr int budget = 64;

  Expr improved(const Expr& x) {
    Expr now = x;
    for (Expr next = replaced(now); next; next = replaced(now)) now = next;
    return now;
  }

  /// By the first rule that applies; an empty Expr where none does.
  Expr replaced(const Expr& x) {
    if (x->operands().empty() || steps_left_ == 0) return {};
    if (index().rules_for(x).empty()) return {};
    const Provenance at = Provenance::again(x);
    const Expr result = by_a_rule(x);
    return result ? result : through_layout(x);
  }

  Expr by_a_rule(const Expr& x) {
    for (const Entry& entry : index().rules_for(x))
      if (!entry.for_gradients || x->is_gradient())
        if (Expr result = by(*entry.rule, x)) return result;
    return {};
  }

  Expr by(const Rule& rule, const Expr& x) {
    Match found;
    if (!detail::match(rule.left, x, found) || (rule.when && !rule.when(x, found))) return {};
    --steps_left_;
    const Expr right = rule.make
                           ? rule.make(x, found)
                           : build(rule.right, found, x.dtype(), [&](const Expr& made) { return improved(made); });
    if (!right || right.dtype() != x.dtype()) return {};
    return broadcast_to(right, x.shape());
  }

  /// f(layout(y)) as layout(f(y)), if a rule then knows more about f(y).
  Expr through_layout(const Expr& x) {
    const std::optional<detail::Lifted> lifted = detail::lift_layout(x);
    if (!lifted) return {};
    if (const Expr result = by_a_rule(lifted->inner)) return detail::lay_out(result, lifted->layouts);
    return {};
  }

  static const RuleIndex& index() {
    static const RuleIndex all;
    return all;
  }

  int steps_left_ = budget;
};

}  // namespace

std::vector<Expr> apply_rules(std::span<const Expr> outputs) {
  Rewriter rewriter;
  return rebuild(
      outputs, [&](const Expr& node, std::span<const Expr> operands) { return rewriter.visit(reuse(node, operands)); });
}

}  // namespace nabla
