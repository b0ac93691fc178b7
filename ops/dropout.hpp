#pragma once

#include <nabla/ops/random_state.hpp>

namespace nabla {

/// x where a draw of probability 1 - rate says so, times 1 / (1 - rate), and 0 elsewhere (also where x is NaN):
/// inverted dropout, the mean stays. Floats; the rate is in [0, 1), Error otherwise, and 0 gives x itself. The gradient
/// is dropped and scaled as x was. This is for training: a graph for evaluation is built without.
Expr dropout(const RandomState& state, const Operand& x, double rate);

}  // namespace nabla
