#pragma once

#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/rewrite/options.hpp>

namespace nabla {

struct RewriteLog;

/// The same values by a graph that is better to compute: every pass, in order. The graph of the user stays as it is;
/// what no pass touches is shared with the result. Output i of the result is output i of the argument. Notes in the
/// log, if there is one, what was done. Error for an option that there is not.
std::vector<Expr> rewrite(std::span<const Expr> outputs, const RewriteOptions& options = {}, RewriteLog* log = nullptr);

}  // namespace nabla
