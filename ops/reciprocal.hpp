#pragma once

#include <nabla/graph/operand.hpp>

namespace nabla {

/// 1 / x of floats.
Expr reciprocal(const Operand& x);
/// 1 / sqrt(x) of floats: inf at 0, -inf at -0, NaN below.
Expr rsqrt(const Operand& x);

}  // namespace nabla
