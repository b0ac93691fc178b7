#pragma once

#include <nabla/graph/operand.hpp>

namespace nabla {

/// min(max(x, low), high), floats and integers, broadcasting; NaN stays NaN. The gradient reaches x on the closed
/// interval [low, high], low and high outside it (Theano's convention): clip(x, x, x) has the gradient 1, all through
/// its first operand.
Expr clip(const Operand& x, const Operand& low, const Operand& high);

}  // namespace nabla
