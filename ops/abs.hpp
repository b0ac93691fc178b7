#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Abs : UnaryAny {
  static constexpr auto name = "abs";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// |x|, of floats and integers. abs'(0) = 0.
Expr abs(const Operand& x);

}  // namespace nabla
