#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Exp : Unary {
  static constexpr auto name = "exp";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Expm1 : Unary {
  static constexpr auto name = "expm1";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Exp2 : Unary {
  static constexpr auto name = "exp2";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// e^x of floats.
Expr exp(const Operand& x);
/// e^x - 1 of floats, exact also near 0.
Expr expm1(const Operand& x);
/// 2^x of floats.
Expr exp2(const Operand& x);

}  // namespace nabla
