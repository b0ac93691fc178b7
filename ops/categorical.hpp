#pragma once

#include <nabla/ops/random_state.hpp>

namespace nabla {

/// A class for each row of logits along the axis, drawn with the probabilities softmax(logits, axis): the i64 index,
/// the axis left out. It is argmax(logits + Gumbel draw), so the logits need no normalising, -inf excludes a class, and
/// a NaN is what it finds. Reproducible as all draws (RandomState). Error for other than floats, and over no entries.
/// The derivative is 0, as argmax's.
Expr categorical(const RandomState& state, const Operand& logits, int axis = -1);

}  // namespace nabla
