#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Sign : UnaryAny {
  static constexpr auto name = "sign";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

/// -1, 0 or 1, of floats and integers: sign(0) = sign(-0) = 0. The derivative is 0 everywhere, at 0 too.
Expr sign(const Operand& x);

}  // namespace nabla
