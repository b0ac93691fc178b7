#pragma once

#include <utility>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Expressions and what takes their place: `{{x, image}, {W, 2 * W}}`.
using Replacements = std::vector<std::pair<Expr, Expr>>;

/// The outputs with every old expression, input, parameter or in between, replaced by the new one, all at once: what is
/// below a new expression stays as it is. Nodes above are made anew with their names and lines; the graph given stays.
/// Derivatives go through the result as through any graph. Error where an old and a new expression differ in type, and
/// for an expression replaced twice.
std::vector<Expr> replace(const Exprs& outputs, const Replacements& replacements, Where where = Where::here());
Expr replace(const Expr& output, const Replacements& replacements, Where where = Where::here());

/// A copy of every node between the leaves (which stay shared) and the outputs, names and lines kept: a cost whose
/// gradients shall not meet those of the original.
std::vector<Expr> clone(const Exprs& outputs);
Expr clone(const Expr& output);

}  // namespace nabla
