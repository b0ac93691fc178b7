#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Logit : Unary {
  static constexpr auto name = "logit";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log(x / (1 - x)), the inverse of sigmoid, of floats in [0, 1], infinite with an infinite derivative at both ends,
/// NaN elsewhere; exact also near 1/2, where it is 0.
Expr logit(const Operand& x);

}  // namespace nabla
