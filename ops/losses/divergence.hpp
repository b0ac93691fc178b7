#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

// How far one distribution is from another; losses/options.hpp says how the losses become one. Nothing is clipped: a
// prediction of 0 where the target is not costs infinity; where both are 0, nothing.

/// prediction - target log(prediction), of numbers: the prediction is the rate at which the target was counted.
Expr poisson(const Operand& prediction, const Operand& target, const LossOptions& options = {});

/// sum(target log(target / prediction)) over the last axis, of probabilities: Kullback and Leibler's divergence of the
/// prediction from the target. The derivative with respect to a target of 0 is that of its value 0 log(prediction).
Expr kl_divergence(const Operand& prediction, const Operand& target, const LossOptions& options = {});

}  // namespace nabla
