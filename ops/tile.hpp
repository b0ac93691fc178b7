#pragma once

#include <vector>

#include <nabla/graph/operand.hpp>
#include <nabla/graph/shape.hpp>

namespace nabla {

/// x as a whole, so many times along each axis, as in numpy: fewer counts than axes are for the last ones, more give
/// new axes in front. Any dtype. tile([1, 2], {2}) is [1, 2, 1, 2].
Expr tile(const Operand& x, const std::vector<Dim>& counts);
/// Each entry along the axis, so many times: repeat([1, 2], 2, 0) is [1, 1, 2, 2]. Any dtype.
Expr repeat(const Operand& x, const Dim& count, int axis);

}  // namespace nabla
