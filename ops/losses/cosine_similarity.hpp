#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

/// Minus the cosine of the angle between prediction and target, vectors along the last axis: -1 where they point the
/// same way, 1 where opposite, as Keras's loss of this name. Where one of them is zero it is 0, and so is the gradient.
/// No scale over- or underflows. losses/options.hpp says how the losses become one.
Expr cosine_similarity(const Operand& prediction, const Operand& target, const LossOptions& options = {});

}  // namespace nabla
