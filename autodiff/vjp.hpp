#pragma once

#include <vector>

#include <nabla/autodiff/grad.hpp>

namespace nabla {

/// The vector-Jacobian product (pullback; Theano's Lop): for each x of `wrt` the sum over the outputs y of dy · ∂y/∂x,
/// of the type of x, where `cotangents` holds a dy of the type of each y. Outputs are floats of any shape, and may
/// depend on each other. grad(cost, wrt) is vjp({cost}, wrt, {1}).
///
/// Error where a cotangent's type is not its output's, and as grad().
std::vector<Expr> vjp(const Exprs& outputs, const Exprs& wrt, const Exprs& cotangents,
                      Unreached unreached = Unreached::raise, Where where = Where::here());

}  // namespace nabla
