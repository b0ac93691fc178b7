#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Squareplus : Unary {
  static constexpr auto name = "squareplus";
  Attr<double> b = 4;
  auto attrs() const { return named_attrs("b", b); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// (x + sqrt(x^2 + b)) / 2 of floats (Barron, 2021), with all digits for x < 0, where it is b / 4 / squareplus(-x): 0
/// at -inf, with slopes 0 and 1 at the infinities. Error unless b is above 0.
Expr squareplus(const Operand& x, double b = 4);

}  // namespace nabla
