#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Gelu : Unary {
  static constexpr auto name = "gelu";
  Attr<bool> approximate;
  auto attrs() const { return named_attrs("approximate", approximate); }

  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x * Phi(x) of floats, Phi being normal_cdf (Hendrycks and Gimpel, 2016). Approximate, as older models were trained:
/// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))). Either is 0 at -inf, with slopes 0 and 1 at the infinities,
/// and keeps its digits in the left tail.
Expr gelu(const Operand& x, bool approximate = false);

}  // namespace nabla
