#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Tanh : Unary {
  static constexpr auto name = "tanh";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The hyperbolic tangent of floats.
Expr tanh(const Operand& x);

}  // namespace nabla
