#include <nabla/rewrite/apply_rules.hpp>

#include <algorithm>
#include <typeinfo>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/rebuild.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/rewrite/layout.hpp>
#include <nabla/rewrite/rule_index.hpp>

namespace nabla {
namespace {

using detail::Match;
using detail::RuleIndex;

/// The right-hand side with its wildcards filled in.
Expr build(const Expr& pattern, const Match& found, DType dtype) {
  if (pattern->operands().empty()) {
    if (const auto* const number = leaf_as<Constant>(pattern)) return constant(number->value().cast(dtype));
    return found[pattern];
  }
  std::vector<Expr> operands;
  for (const Expr& operand : pattern->operands()) operands.push_back(build(operand, found, dtype));
  return make(pattern->op().bind(found.attrs), operands, {});
}

class Rewriter {
 public:
  Rewriter(const RuleIndex& index, RewriteLog* log) : rules_(index), log_(log) {}

  /// The node, whose operands have passed through here, as the rules would have it.
  Expr visit(const Expr& node) {
    steps_left_ = budget;
    const Expr result = improved(node);
    if (result != node && !node.name().empty() && result.name().empty() && result->id() > node->id())
      NodeFactory::set_name(result, node.name());
    return result;
  }
  std::size_t visits() const { return visits_; }

 private:
  // Every rule makes its expression simpler, so a handful is enough: the budget only guards against a rule that does
  // not.
  static constexpr int budget = 64;

  Expr improved(const Expr& x) {
    ++visits_;
    const std::uint64_t mark = NodeFactory::next_id();
    const Expr next = replaced(x);
    if (!next) return x;
    std::vector<Done> done;
    return settled(next, mark, done);
  }

  /// A node that a rule has made, and what became of it.
  struct Done {
    std::uint64_t id;
    Expr now;
  };

  /// What is new since the mark passes through the rules as well, operands first. A rule makes a handful of nodes.
  Expr settled(const Expr& x, std::uint64_t mark, std::vector<Done>& done) {
    if (x->id() < mark) return x;
    const auto known = std::ranges::find(done, x->id(), &Done::id);
    if (known != done.end()) return known->now;
    std::vector<Expr> operands;
    for (const Expr& operand : x->operands()) operands.push_back(settled(operand, mark, done));
    const Expr now = improved(reuse(x, operands));
    done.push_back({x->id(), now});
    return now;
  }

  /// By the first rule that applies; an empty Expr where none does.
  Expr replaced(const Expr& x) {
    if (x->operands().empty() || steps_left_ == 0 || rules_.of(x).empty()) return {};
    const Provenance at = Provenance::again(x);
    const Expr result = by_a_rule(x);
    return result ? result : through_layout(x);
  }

  Expr by_a_rule(const Expr& x) {
    for (const RuleIndex::Entry& entry : rules_.of(x))
      if (!entry.for_gradients || x->is_gradient())
        if (Expr result = by(entry, x)) return result;
    return {};
  }

  Expr by(const RuleIndex::Entry& entry, const Expr& x) {
    ++visits_;
    const detail::Rule& rule = *entry.rule;
    Match found;
    if (!detail::match(rule.left, x, found) || (rule.when && !rule.when(x, found))) return {};
    const Expr right = rule.make ? rule.make(x, found) : build(rule.right, found, x.dtype());
    if (!right || right.dtype() != x.dtype()) return {};
    const Expr result = broadcast_to(right, x.shape());
    if (result == x) return {};
    --steps_left_;
    if (log_) note(entry, x, result);
    return result;
  }

  void note(const RuleIndex::Entry& entry, const Expr& before, const Expr& after) {
    log_->steps.push_back({entry.rule->name, entry.set, before, after});
    if (steps_left_ == 0) log_->stopped.push_back(log_->steps.back());
  }

  /// f(layout(y)) as layout(f(y)), if a rule then knows more about f(y).
  Expr through_layout(const Expr& x) {
    const std::optional<detail::Lifted> lifted = detail::lift_layout(x);
    if (!lifted) return {};
    if (const Expr result = by_a_rule(lifted->inner)) return detail::lay_out(result, lifted->layouts);
    return {};
  }

  detail::RulesOfOperations rules_;
  RewriteLog* log_;
  int steps_left_ = budget;
  std::size_t visits_ = 0;
};

std::vector<Expr> apply(const RuleIndex& index, const NodeOrder& nodes, RewriteLog* log) {
  Rewriter rewriter(index, log);
  std::vector<Expr> results = transform(nodes, [&](const Expr& node) { return rewriter.visit(node); });
  if (log) log->visits += rewriter.visits();
  return results;
}

}  // namespace

std::vector<Expr> apply_rules(const NodeOrder& nodes, const detail::Selection& selection, RewriteLog* log) {
  if (!selection.is_all() || detail::PlantedRules::now()) return apply(RuleIndex(selection), nodes, log);
  static const RuleIndex all{detail::Selection()};
  return apply(all, nodes, log);
}

}  // namespace nabla
