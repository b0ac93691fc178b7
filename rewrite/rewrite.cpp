#include <nabla/rewrite/rewrite.hpp>

#include <algorithm>
#include <optional>

#include <nabla/graph/factory.hpp>
#include <nabla/rewrite/apply_rules.hpp>
#include <nabla/rewrite/explain.hpp>
#include <nabla/rewrite/passes.hpp>
#include <nabla/rewrite/selection.hpp>

namespace nabla {
namespace {

std::vector<std::uint64_t> ids_of(const std::vector<Expr>& outputs) {
  std::vector<std::uint64_t> ids;
  ids.reserve(outputs.size());
  for (const Expr& output : outputs) ids.push_back(output->id());
  return ids;
}

}  // namespace

std::vector<Expr> rewrite(std::span<const Expr> outputs, const RewriteOptions& options, RewriteLog* log) {
  const detail::Selection selection(options);
  std::vector<Expr> now(outputs.begin(), outputs.end());
  // Nodes made here are no longer needed once a pass is done, unless the log has them.
  const std::uint64_t own_since = log ? static_cast<std::uint64_t>(-1) : NodeFactory::next_id();
  std::optional<NodeOrder> nodes;              // of the graph as it is now
  decltype(detail::Pass::run) done = nullptr;  // an idempotent pass after which nothing has changed
  for (const detail::Pass& pass : detail::passes()) {
    if (pass.run && (pass.run == done || !selection.has(pass.name))) continue;
    if (!nodes) nodes.emplace(now, own_since);
    const std::vector<std::uint64_t> ids = ids_of(now);
    std::vector<Expr> next = pass.run ? pass.run(*nodes) : apply_rules(*nodes, selection, log);
    const bool changed = next != now || ids_of(next) != ids;  // what uses a node made anew is made anew as well
    if (pass.is_idempotent)
      done = pass.run;
    else if (changed)
      done = nullptr;
    if (!changed) continue;
    if (log) log->passes.push_back({pass.name, now, next});
    nodes.reset();
    now = std::move(next);
  }
  if (log) {
    log->nodes_before = node_count(Exprs(std::vector<Expr>(outputs.begin(), outputs.end())));
    log->nodes_after = node_count(Exprs(now));
  }
  return now;
}

}  // namespace nabla
