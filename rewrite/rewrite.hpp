#pragma once

#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// The same values by a graph that is better to compute: every pass, in order. The graph of the user stays as it is;
/// what no pass touches is shared with the result. Output i of the result is output i of the argument.
std::vector<Expr> rewrite(std::span<const Expr> outputs);

}  // namespace nabla
