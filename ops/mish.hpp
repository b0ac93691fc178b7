#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Mish : Unary {
  static constexpr auto name = "mish";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x * tanh(softplus(x)) of floats (Misra, 2019). 0 at -inf, with slopes 0 and 1 at the infinities.
Expr mish(const Operand& x);

}  // namespace nabla
