#pragma once

#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Replaces what the rules of rewrite/rules/ recognise, operands first, until none applies. Names, lines and gradient
/// marks survive. A rule for f(g(x)) also finds f(layout(g(x))), where layout is a reshape, a transpose, a slice or
/// another choice of entries and f works entry by entry. Linear: each node sees the rules of its operation, and what a
/// rule makes sees them again, a bounded number of times.
std::vector<Expr> apply_rules(std::span<const Expr> outputs);

}  // namespace nabla
