#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Log1mExp : Unary {
  static constexpr auto name = "log1mexp";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log(1 - e^x) of floats x <= 0 (NaN above), exact at both ends: -inf with the derivative -inf at 0, -e^x far below.
/// With log-probabilities: the log of what is left. (Mächler 2012, but for negative x.)
Expr log1mexp(const Operand& x);

}  // namespace nabla
