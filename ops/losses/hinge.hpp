#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

// Losses of scores; losses/options.hpp says how they become one. At the hinge itself the derivative is 0.

/// max(1 - target prediction, 0), of targets -1 and 1; a target of 0 counts as -1, whatever the others are. (Keras asks
/// whether all are 0 or 1.)
Expr hinge(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// max(1 - target prediction, 0)^2, otherwise as hinge().
Expr squared_hinge(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// max(1 + max((1 - target) prediction) - sum(target prediction), 0) over the last axis, of targets 0 and 1: how far
/// the score of the right class, plus 1, lies below the best other one (or below 0, if all others are negative).
Expr categorical_hinge(const Operand& prediction, const Operand& target, const LossOptions& options = {});

}  // namespace nabla
