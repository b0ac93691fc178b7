#pragma once

#include <nabla/ops/reduce.hpp>

namespace nabla {

/// The variance over the axes, of floats: sum((x - mean(x))^2) / (n - ddof) of n entries. ddof = 0 is the variance of
/// just these entries, 1 the unbiased estimate from a sample. NaN over no entries; n - ddof is never below 0, as in
/// numpy, so that one entry with ddof = 1 gives 0 / 0 = NaN.
Expr var(const Operand& x, const Axes& axes = {}, Keepdims keep = {}, int ddof = 0);

/// The standard deviation, sqrt(var(x)); computed as the norm of x - mean(x), whose squares never over- or underflow.
/// Where the variance is 0 the gradient is 0 by convention, and all further derivatives. (It is not called std, for
/// that would clash with the namespace std after `using namespace nabla`.)
Expr stddev(const Operand& x, const Axes& axes = {}, Keepdims keep = {}, int ddof = 0);

}  // namespace nabla
