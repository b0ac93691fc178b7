#pragma once

#include <nabla/graph/expr.hpp>

namespace nabla {

/// The nodes below `outputs` that are at most `radius` operands or uses away from `node`, itself among them; operands
/// come before their users. For drawing a part of a large graph:
///
///   write_dot("part.dot", {loss}, {.only = neighbourhood({loss}, hidden, 2)});
///
/// Error for a node that no output depends on.
Exprs neighbourhood(const Exprs& outputs, const Expr& node, std::size_t radius, Where where = Where::here());

/// The nodes on the paths along the data that lead from `from` to `to`, both among them; operands come before their
/// users. Error where `to` does not depend on `from`.
Exprs path_between(const Expr& from, const Expr& to, Where where = Where::here());

}  // namespace nabla
