#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct HardTanh : Unary {
  static constexpr auto name = "hard_tanh";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// clip(x, -1, 1) of floats; the gradient passes on the closed interval.
Expr hard_tanh(const Operand& x);

}  // namespace nabla
