#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

// Losses of numbers, as in Keras; losses/options.hpp says how they become one. The error d is prediction - target.

/// d^2. Without options it is mse(prediction, target).
Expr mean_squared_error(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// |d|; the derivative at 0 is 0.
Expr mean_absolute_error(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// 100 |d| / |target|, where a target below 1e-7 counts as 1e-7.
Expr mean_absolute_percentage_error(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// (log(1 + prediction) - log(1 + target))^2, of numbers that are not negative: those that are count as 0, and have the
/// derivative 0.
Expr mean_squared_log_error(const Operand& prediction, const Operand& target, const LossOptions& options = {});
/// d^2 / 2 where |d| <= delta, else delta |d| - delta^2 / 2: beyond, its slope grows no more. Error for delta <= 0.
Expr huber(const Operand& prediction, const Operand& target, double delta = 1, const LossOptions& options = {});
/// log(cosh(d)): d^2 / 2 near 0, |d| - log(2) far out. All digits are right at both ends.
Expr log_cosh(const Operand& prediction, const Operand& target, const LossOptions& options = {});

}  // namespace nabla
