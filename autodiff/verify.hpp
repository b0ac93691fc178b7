#pragma once

#include <concepts>
#include <utility>
#include <vector>

#include <nabla/autodiff/report.hpp>
#include <nabla/autodiff/verify_callable.hpp>
#include <nabla/autodiff/verify_options.hpp>
#include <nabla/graph/feeds.hpp>
#include <nabla/graph/parameter.hpp>

namespace nabla {

/// Compares the derivatives of `outputs` with respect to `wrt`, at the parameters' present values and the fed inputs,
/// with numeric differentiation. The outputs, floats of any shapes, are contracted with random cotangents (entries in
/// [0.5, 1.5)) to one cost; a single output of rank 0 is the cost itself. Of this cost
/// - grad() is compared entry by entry, or by samples and random directions (see VerifyOptions);
/// - jvp() along a random tangent v of everything in `wrt` is compared with the numeric derivative along v, and with
///   vjp(): <Jv, u> = <v, J'u>.
///
/// Everything is evaluated in f64, also for an f32 graph: the graph is rebuilt with f64 leaves. The numeric derivative
/// is Ridders' extrapolation of differences with a step per entry (autodiff/numeric.hpp) and knows its own error,
/// below which no difference is held against the gradient: a right gradient passes. Entries on a kink are listed, and
/// pass if the gradient lies between the one-sided derivatives; so are those at the edge of the outputs' domain, where
/// the gradient has to be the derivative from inside. Outside is where a value is not finite or an operation fails.
///
/// `wrt` may be parameters, fed inputs, or expressions in between; one of these is an input of its own here, so that
/// what is below it is checked along the other paths to the outputs. Throws what a Function of the outputs throws when
/// it is made and called with these feeds (inputs without use are no mistake here; a feed of rank 0 may be a number of
/// another dtype). Error also as grad(); for an output that is not a float; and for an order that is not 1 or 2.
GradientReport verify_gradient(const Exprs& outputs, const Exprs& wrt, const Feeds& feeds = {},
                               const VerifyOptions& options = {}, Where where = Where::here());
inline GradientReport verify_gradient(const Expr& cost, const Exprs& wrt, const Feeds& feeds = {},
                                      const VerifyOptions& options = {}, Where where = Where::here()) {
  return verify_gradient(Exprs{cost}, wrt, feeds, options, where);
}

/// The same for one expression or parameter.
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) GradientReport
    verify_gradient(const Exprs& outputs, const X& wrt, const Feeds& feeds = {}, const VerifyOptions& options = {},
                    Where where = Where::here()) {
  return verify_gradient(outputs, Exprs{wrt}, feeds, options, where);
}
template <class X>
requires(std::same_as<X, Expr> || std::same_as<X, Parameter>) GradientReport
    verify_gradient(const Expr& cost, const X& wrt, const Feeds& feeds = {}, const VerifyOptions& options = {},
                    Where where = Where::here()) {
  return verify_gradient(Exprs{cost}, Exprs{wrt}, feeds, options, where);
}

}  // namespace nabla
