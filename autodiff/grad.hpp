#pragma once

#include <concepts>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/replace.hpp>

namespace nabla {

/// What a derivative is where nothing leads from the output to what it is with respect to.
enum class Unreached {
  raise,   // an Error: mostly it is a mistake in the model
  zeros,   // a constant 0 of its type
  report,  // an empty Expr, which is false in a condition: for the caller to tell from a derivative that is 0
};

struct GradOptions {
  Unreached unreached = Unreached::raise;
  /// {y, dy}: the cotangents of these are known, whatever the cost depends on them by; the sweep goes on from there.
  /// The cost may then be an empty Expr.
  Replacements known_gradients = {};
  /// These count as constants: nothing flows into or through them (Theano's consider_constant).
  Exprs consider_constant = {};
};

/// The gradient of `cost` with respect to each of `wrt`, as expressions of the same types: reverse-mode differentiation
/// adds the gradient graph to the forward graph, so the result can be evaluated, drawn and differentiated again. `wrt`
/// may be parameters, inputs or expressions in between; terms of something used several times add up.
///
/// A gradient node carries the line of the forward node it comes from, and the results are named as in Theano,
/// "dloss/dW1" (a cost without a name is called loss). Error when `cost` is not a float of rank 0, when a `wrt` is not
/// a float, is unreached (see GradOptions) or has no derivative (with the reason), when a known gradient is not of the
/// type of what it belongs to, and when an operation's pullback breaks its contract.
std::vector<Expr> grad(const Expr& cost, const Exprs& wrt, const GradOptions& options = {},
                       Where where = Where::here());
/// The same for one expression or parameter: one in, one out; `{x}` is a list and gives a vector.
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) Expr
    grad(const Expr& cost, const X& wrt, const GradOptions& options = {}, Where where = Where::here()) {
  return grad(cost, Exprs{wrt}, options, where)[0];
}

}  // namespace nabla
