#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Sigmoid : Unary {
  static constexpr auto name = "sigmoid";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// 1 / (1 + e^-x) of floats, without overflow anywhere.
Expr sigmoid(const Operand& x);

}  // namespace nabla
