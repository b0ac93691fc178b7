#pragma once

#include <nabla/ops/exp.hpp>

namespace nabla {

/// exp(x), by the name that Keras gives the activation.
inline Expr exponential(const Operand& x) { return exp(x); }

}  // namespace nabla
