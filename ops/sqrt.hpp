#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Sqrt : Unary {
  static constexpr auto name = "sqrt";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Square : UnaryAny {
  static constexpr auto name = "square";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The square root of floats: NaN below 0; its derivative at 0 is infinite.
Expr sqrt(const Operand& x);
/// x * x, of floats and integers.
Expr square(const Operand& x);

}  // namespace nabla
