#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Softsign : Unary {
  static constexpr auto name = "softsign";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x / (1 + |x|) of floats; -1 and 1 at the infinities. Its second derivative jumps at 0 and is 0 there.
Expr softsign(const Operand& x);

}  // namespace nabla
