#include <nabla/rewrite/rewrite.hpp>

#include <algorithm>

#include <nabla/rewrite/apply_rules.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/rewrite/passes.hpp>
#include <nabla/rewrite/selection.hpp>

namespace nabla {

std::vector<Expr> rewrite(std::span<const Expr> outputs, const RewriteOptions& options, RewriteLog* log) {
  const detail::Selection selection(options);
  std::vector<Expr> now(outputs.begin(), outputs.end());
  for (const detail::Pass& pass : detail::passes()) {
    if (pass.run && !selection.has(pass.name)) continue;
    std::vector<Expr> next = pass.run ? pass.run(now) : apply_rules(now, selection, log);
    if (log && next != now) log->passes.push_back({pass.name, now, next});
    now = std::move(next);
  }
  if (log) {
    log->nodes_before = node_count(Exprs(std::vector<Expr>(outputs.begin(), outputs.end())));
    log->nodes_after = node_count(Exprs(now));
  }
  return now;
}

}  // namespace nabla
