#include <nabla/runtime/rewrite_check.hpp>

#include <algorithm>
#include <cmath>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/rebuild.hpp>

namespace nabla::detail {
namespace {

DType widened(DType dtype) { return is_float(dtype) ? f64 : dtype; }

/// Spellings that the sets exist for lose up to all digits before they overflow: log(1 - sigmoid(36)) has one or two.
double loss_of(const std::string& set) {
  return set == "stabilize" || set == "cross_entropies" || set == "gradients" ? 1.0 / 32 : 0;
}
/// A graph of f32 holds constants of f32, which a rule may multiply.
double digits_of(DType dtype) { return dtype == f32 ? 1e-5 : 1e-10; }

double largest(std::span<const double> entries) {
  double most = 0;
  for (const double entry : entries)
    if (std::isfinite(entry)) most = std::max(most, std::abs(entry));
  return most;
}

}  // namespace

/// Puts the sides under one roof: a graph in f64 with inputs for the parameters.
class RewriteCheck::Maker {
 public:
  Maker(std::span<const Expr> given, const RewriteLog& log) {
    for (const Expr& x : given) add_input(x);
    std::vector<Expr> sides;
    const auto add = [&](std::string guilty, const std::string& set, const Expr& before, const Expr& after) {
      if (before == after) return;
      pairs.push_back({std::move(guilty), before, after, 0, 0, {}, digits_of(before.dtype()), loss_of(set)});
      sides.insert(sides.end(), {before, after});
    };
    for (const RewriteLog::Step& step : log.steps)
      add("rule \"" + step.rule + "\" (" + step.set + ")", step.set, step.before, step.after);
    for (const RewriteLog::Pass& pass : log.passes)
      for (std::size_t i = 0; pass.name != "rules" && i < pass.before.size(); ++i)
        add("pass \"" + pass.name + "\"", pass.name, pass.before[i], pass.after[i]);
    targets = rebuild(sides, [&](const Expr& node, std::span<const Expr> operands) { return widen(node, operands); });
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      pairs[i].before_target = 2 * i, pairs[i].after_target = 2 * i + 1;
      const Expr before = targets[2 * i];  // a copy: the list grows
      add_terms(pairs[i], before, before, before->op().is_elementwise(), 3);
    }
  }

  std::vector<Pair> pairs;
  std::vector<Expr> parameters, inputs, targets;

 private:
  const Expr& add_input(const Expr& x) {
    replaced_.push_back(x);
    return inputs.emplace_back(input(x.name(), widened(x.dtype()), x.shape(), x->where()));
  }

  Expr widen(const Expr& node, std::span<const Expr> operands) {
    const bool is_parameter = operands.empty() && leaf_as<ParameterState>(node);
    if (!is_parameter && !(operands.empty() && leaf_as<Input>(node))) return with_dtype(node, operands, f32, f64);
    const auto known = std::ranges::find(replaced_, node);
    if (known != replaced_.end()) return inputs[static_cast<std::size_t>(known - replaced_.begin())];
    if (is_parameter) parameters.push_back(node);
    return add_input(node);
  }

  void add_terms(Pair& pair, const Expr& root, const Expr& x, bool entry_by_entry, int depth) {
    for (const Expr& operand : x->operands()) {
      if (!is_float(operand.dtype())) continue;
      pair.terms.push_back({targets.size(), entry_by_entry && operand.shape() == root.shape()});
      targets.push_back(operand);
      if (depth > 1) add_terms(pair, root, operand, entry_by_entry && operand->op().is_elementwise(), depth - 1);
    }
  }

  std::vector<Expr> replaced_;  // replaced_[i] became inputs[i]
};

RewriteCheck::RewriteCheck(std::span<const Expr> inputs, const RewriteLog& log) : RewriteCheck(Maker(inputs, log)) {}

RewriteCheck::RewriteCheck(Maker maker)
    : pairs_(std::move(maker.pairs)),
      parameters_(std::move(maker.parameters)),
      targets_(std::move(maker.targets)),
      program_(maker.inputs, targets_, {}, {.sets = {}}, 1) {}

void RewriteCheck::run(std::span<const Tensor> feeds, Where where) {
  std::vector<Tensor> wide;
  for (const Tensor& feed : feeds) wide.push_back(feed.cast(widened(feed.dtype())));
  for (const Expr& x : parameters_) wide.push_back(leaf_as<ParameterState>(x)->read().cast(widened(x.dtype())));
  Session::Open session = program_.open(wide, where);
  std::vector<Tensor> values;
  for (std::size_t i = 0; i < targets_.size(); ++i)
    values.push_back(Tensor::empty(targets_[i].dtype(), session->binding->target_sizes(i)));
  program_.run(std::move(session), wide, values);
  for (const Pair& pair : pairs_) check(pair, values, where);
}

void RewriteCheck::check(const Pair& pair, std::span<const Tensor> values, Where where) const {
  const Tensor before = values[pair.before_target].cast(f64), after = values[pair.after_target].cast(f64);
  const std::span<const double> left = before.span<double>(), right = after.span<double>();
  double common = 0;
  for (const Term& term : pair.terms)
    if (!term.entry_by_entry) common = std::max(common, largest(values[term.target].span<double>()));
  double worst = 0;
  std::size_t place = left.size();
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!std::isfinite(left[i])) continue;
    double scale = std::max(common, std::abs(left[i]));
    for (const Term& term : pair.terms)
      if (term.entry_by_entry) scale = std::max(scale, largest(values[term.target].span<double>().subspan(i, 1)));
    const double difference = std::isfinite(right[i]) ? std::abs(left[i] - right[i]) : HUGE_VAL;
    const double allowed = pair.digits * scale + pair.loss * std::abs(left[i]);
    if (difference > allowed && difference > worst) worst = difference, place = i;
  }
  if (place == left.size()) return;
  throw Error(pair.before->where().known() ? pair.before->where() : where,
              "rewriting: " + pair.guilty + " changes a value by " + attr_text(worst) + ", from " +
                  attr_text(left[place]) + " to " + attr_text(right[place]) + "\n  before: " + to_formula(pair.before) +
                  "\n  after:  " + to_formula(pair.after));
}

}  // namespace nabla::detail
