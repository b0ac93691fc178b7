#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct LogCosh : Unary {
  static constexpr auto name = "log_cosh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log(cosh(x)) of floats: x^2 / 2 near 0, without cancellation, and |x| - log(2) far out, without overflow; within 2.5
/// ULP. The loss of this name takes a prediction and a target (losses/regression.hpp).
Expr log_cosh(const Operand& x);

}  // namespace nabla
