#pragma once
// Losses as functions of numbers.

#include <nabla/ops/losses/options.hpp>

#include "support/pointwise.hpp"

namespace nabla::test {

using Loss = Expr (*)(const Operand&, const Operand&, const LossOptions&);

/// One for each example.
inline Numbers losses(Loss f, DType dtype, const Sizes& sizes, const Numbers& prediction, const Numbers& target) {
  return numbers(evaluate(f(constant(tensor(dtype, sizes, prediction)), constant(tensor(dtype, sizes, target)),
                            {.reduction = Reduction::none})));
}

}  // namespace nabla::test
