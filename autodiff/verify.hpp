#pragma once

#include <nabla/autodiff/report.hpp>
#include <nabla/graph/feeds.hpp>

namespace nabla {

struct VerifyOptions {
  /// 1: the gradient; 2: the gradient of a random combination of the gradient's entries, too hard for a wrong second
  /// derivative to hide from.
  int order = 1;
  /// The largest relative error that passes.
  double tolerance = 1e-7;
  /// Parameters with up to so many entries are checked entry by entry; of larger ones a sample of 1 in 16 of this
  /// number, and random directions through all entries.
  std::int64_t max_entries = 1024;
  std::int64_t directions = 16;
  /// Of the samples and directions.
  std::uint64_t seed = 1;
};

/// Compares grad(cost, wrt) at the parameters' present values and the fed inputs with numeric differentiation.
///
/// Everything is evaluated in f64, also for an f32 graph: the graph is rebuilt with f64 leaves. The numeric derivative
/// is Ridders' extrapolation of central differences with a step per entry (see autodiff/numeric.hpp) and knows its own
/// error, below which no difference is held against the gradient: a right gradient passes. Entries on a kink are
/// listed, and pass if the gradient lies between the one-sided derivatives.
///
/// `wrt` may be parameters, fed inputs, or expressions in between; one of these is an input of its own here, so that
/// what is below it is checked along the other paths to the cost. Error as grad() and as a call of a Function with
/// these feeds; and for an order that is not 1 or 2.
GradientReport verify_gradient(const Expr& cost, const Exprs& wrt, const Feeds& feeds = {},
                               const VerifyOptions& options = {}, Where where = Where::here());

}  // namespace nabla
