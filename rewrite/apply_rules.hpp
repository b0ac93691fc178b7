#pragma once

#include <vector>

#include <nabla/graph/node_order.hpp>
#include <nabla/rewrite/selection.hpp>

namespace nabla {

struct RewriteLog;

/// Replaces what the selected rules of rewrite/rules/ recognise, operands first, until none applies; what a rule has
/// made is seen by the rules as well. Names, lines and gradient marks survive. A rule for f(g(x)) also finds
/// f(layout(g(x))), where layout is a reshape, a transpose, a slice or another choice of entries and f works entry by
/// entry. Linear: each node sees the rules of its operation, and what they make of it a bounded number of times; a rule
/// that goes on and on is stopped there, and the log says so.
std::vector<Expr> apply_rules(const NodeOrder& nodes, const detail::Selection& selection = detail::Selection(),
                              RewriteLog* log = nullptr);

}  // namespace nabla
