#include <nabla/rewrite/explain.hpp>

#include <algorithm>
#include <map>
#include <ostream>
#include <sstream>
#include <utility>

#include <nabla/graph/error.hpp>
#include <nabla/graph/node_order.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/rewrite/rewrite.hpp>

namespace nabla {
namespace {

void write_step(std::ostream& out, const RewriteLog::Step& step) {
  out << to_string(step.before->where()) << ": " << step.rule << " (" << step.set
      << (step.before->is_gradient() ? ", in a gradient)" : ")") << "\n    " << to_formula(step.before) << "\n    "
      << to_formula(step.after) << '\n';
}

void write_steps(std::ostream& out, const std::vector<RewriteLog::Step>& steps) {
  constexpr std::size_t most = 200;
  for (std::size_t i = 0; i < std::min(most, steps.size()); ++i) write_step(out, steps[i]);
  if (steps.size() > most) out << "... and " << steps.size() - most << " steps more\n";
}

void write_counts(std::ostream& out, const std::vector<RewriteLog::Step>& steps) {
  std::map<std::string, std::size_t> counts;
  for (const RewriteLog::Step& step : steps) ++counts[step.rule + " (" + step.set + ")"];
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater(), &std::pair<std::string, std::size_t>::second);
  for (const auto& [rule, count] : sorted) out << "  " << count << " x " << rule << '\n';
}

using Operations = std::map<std::string_view, std::ptrdiff_t>;  // how many there are of each

Operations operations(const std::vector<Expr>& outputs) {
  Operations operations;
  for (const Expr* const node : NodeOrder(outputs)) ++operations[(*node)->op().name()];
  return operations;
}

/// "cse: 62 -> 54, -6 constant -2 div"
void write_pass(std::ostream& out, const RewriteLog::Pass& pass) {
  const Operations before = operations(pass.before);
  Operations change = operations(pass.after);
  for (const auto& [name, count] : before) change[name] -= count;
  out << "  " << pass.name << ": " << node_count(Exprs(pass.before)) << " -> " << node_count(Exprs(pass.after));
  const char* separator = ", ";
  for (const auto& [name, count] : change) {
    if (count == 0) continue;
    out << std::exchange(separator, " ") << (count > 0 ? "+" : "") << count << ' ' << name;
  }
  out << '\n';
}

}  // namespace

std::size_t RewriteLog::count(std::string_view rule) const {
  return static_cast<std::size_t>(std::ranges::count(steps, rule, &Step::rule));
}

RewriteLog explain(const Exprs& outputs, const RewriteOptions& options) {
  RewriteLog log;
  rewrite(outputs, options, &log);
  return log;
}

std::ostream& operator<<(std::ostream& out, const RewriteLog& log) {
  write_steps(out, log.steps);
  out << log.nodes_before << " nodes, " << log.nodes_after << " after rewriting\n";
  for (const RewriteLog::Pass& pass : log.passes) write_pass(out, pass);
  write_counts(out, log.steps);
  for (const RewriteLog::Step& step : log.stopped) {
    out << "stopped, it goes on and on: ";
    write_step(out, step);
  }
  return out;
}

std::string to_string(const RewriteLog& log) {
  std::ostringstream out;
  out << log;
  return std::move(out).str();
}

}  // namespace nabla
