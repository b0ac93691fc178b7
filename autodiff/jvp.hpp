#pragma once

#include <vector>

#include <nabla/autodiff/grad.hpp>

namespace nabla {

/// The Jacobian-vector product (pushforward; Theano's Rop): for each output y the sum over the x of `wrt` of ∂y/∂x ·
/// dx, of the type of y: how the outputs change when the x move along their tangents dx, which have the types of the x.
///
/// No operation has a forward rule: vjp() is linear in its cotangents, so the derivative of that linear function along
/// the tangents is its transpose, the jvp (J. Townsend, "A new trick for calculating Jacobian vector products", 2017).
/// A Function drops what the trick leaves behind. Where an output does not depend on any x its jvp is a 0, or as
/// `unreached` says. Error where a tangent's type is not that of its x, and as vjp().
std::vector<Expr> jvp(const Exprs& outputs, const Exprs& wrt, const Exprs& tangents,
                      Unreached unreached = Unreached::zeros, Where where = Where::here());

/// The Hessian of a cost times vectors: for each x of `wrt` the sum over the x' of ∂²cost/∂x∂x' · dx', of the type of
/// x, without the Hessian. An x that the gradient does not depend on has zeros. Error as grad() and jvp().
std::vector<Expr> hvp(const Expr& cost, const Exprs& wrt, const Exprs& vectors, Where where = Where::here());
/// The same for one x.
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) Expr
    hvp(const Expr& cost, const X& x, const Expr& vector, Where where = Where::here()) {
  return hvp(cost, Exprs{x}, Exprs{vector}, where)[0];
}

}  // namespace nabla
