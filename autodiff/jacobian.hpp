#pragma once

#include <vector>

#include <nabla/autodiff/grad.hpp>

namespace nabla {

struct JacobianOptions {
  Unreached unreached = Unreached::raise;
  /// Row by row, one after the other, in a loop: the memory of one vjp() instead of that of all rows at once.
  bool loop = false;
};

/// The Jacobian of `y` with respect to each x of `wrt`, floats of any shapes: J[i..., j...] = ∂y[i...] / ∂x[j...], of
/// the shape of y followed by that of x. All rows are one vjp() of y, computed by vmap() for an identity matrix of
/// cotangents, or by a loop over its rows. Error as vjp().
std::vector<Expr> jacobian(const Expr& y, const Exprs& wrt, const JacobianOptions& options = {},
                           Where where = Where::here());
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) Expr
    jacobian(const Expr& y, const X& x, const JacobianOptions& options = {}, Where where = Where::here()) {
  return jacobian(y, Exprs{x}, options, where)[0];
}

/// The Hessian of a cost of rank 0: H[i..., j...] = ∂²cost / ∂x[i...] ∂x[j...], of the shape of x twice. It is the
/// Jacobian of the gradient; an x that the gradient does not depend on has zeros. Error as grad().
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) Expr
    hessian(const Expr& cost, const X& x, const JacobianOptions& options = {}, Where where = Where::here());
/// All blocks: result[a][b] is ∂²cost / ∂wrt[a] ∂wrt[b], of the shape of wrt[a] followed by that of wrt[b].
std::vector<std::vector<Expr>> hessian(const Expr& cost, const Exprs& wrt, const JacobianOptions& options = {},
                                       Where where = Where::here());

template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) Expr
    hessian(const Expr& cost, const X& x, const JacobianOptions& options, Where where) {
  return hessian(cost, Exprs{x}, options, where)[0][0];
}

}  // namespace nabla
