#pragma once

#include <nabla/graph/expr.hpp>

namespace nabla::detail {

// What cross-entropies are made of.

/// t log(p), and 0 where both are 0, with derivatives 0 there. Unlike xlogy(), whose derivative with respect to t is
/// -inf there, it lets no target of 0 push, and a p that is no probability stays NaN; log() also has the faster kernel.
Expr times_log(const Expr& t, const Expr& p);
/// t log(1 - p), and 0 where t is 0 and p is 1, with derivatives 0 there.
Expr times_log_of_rest(const Expr& t, const Expr& p);

/// Error unless the label smoothing is in [0, 1].
void require_smoothing(const char* name, Where where, double smoothing);
/// Targets moved by `smoothing` towards 1/2; towards 1/n, along the last axis, of n classes.
Expr smoothed(const Expr& targets, double smoothing);
Expr smoothed_over_classes(const Expr& targets, double smoothing);

}  // namespace nabla::detail
