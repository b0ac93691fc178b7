#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Softplus : Unary {
  static constexpr auto name = "softplus";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log(1 + e^x) of floats, without overflow: softplus(1000) = 1000.
Expr softplus(const Operand& x);

}  // namespace nabla
