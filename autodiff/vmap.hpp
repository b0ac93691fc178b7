#pragma once

#include <vector>

#include <nabla/graph/replace.hpp>

namespace nabla {

/// The graph rewritten for one further axis (JAX's vmap, PyTensor's vectorize_graph). `inputs` are pairs {x, xs}, where
/// xs has the type of x and a further axis at `axis`, of the same size in all pairs; x may be an input, a parameter or
/// an expression in between. Answers, for each output, the values for all x along that axis, with the axis in front:
/// result[k] is the output for x = xs[..., k, ...]. An output that depends on no x is repeated.
///
/// Each operation knows how it is computed over a further axis; one that has no rule is looped. Random draws from the
/// same state stay the same numbers for all k. Error where a pair does not fit.
std::vector<Expr> vmap(const Exprs& outputs, const Replacements& inputs, int axis = 0, Where where = Where::here());
Expr vmap(const Expr& output, const Replacements& inputs, int axis = 0, Where where = Where::here());

/// The same values, computed one index after the other: a loop in the graph (an operation with a body) for when
/// intermediate values with the further axis would take too much memory. What does not depend on the x is computed
/// once, outside of the loop. Every output has a loop of its own.
std::vector<Expr> loop(const Exprs& outputs, const Replacements& inputs, int axis = 0, Where where = Where::here());
Expr loop(const Expr& output, const Replacements& inputs, int axis = 0, Where where = Where::here());

}  // namespace nabla
