#pragma once

#include <nabla/graph/operand.hpp>

namespace nabla {

/// The mean squared error, mean((y - target)^2) over all entries, of floats. The shapes are equal, or one is a
/// number's: [batch, 1] against [batch] would silently make a square of all pairs, so it is an error.
/// mean_squared_error() is the same with options.
Expr mse(const Operand& y, const Operand& target);

}  // namespace nabla
