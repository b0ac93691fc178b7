#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Log : Unary {
  static constexpr auto name = "log";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Log1p : Unary {
  static constexpr auto name = "log1p";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Log2 : Unary {
  static constexpr auto name = "log2";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Log10 : Unary {
  static constexpr auto name = "log10";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The natural logarithm of floats: -inf at 0, NaN below.
Expr log(const Operand& x);
/// log(1 + x) of floats, exact also near 0.
Expr log1p(const Operand& x);
/// The logarithms to base 2 and 10, of floats; whole for powers of the base.
Expr log2(const Operand& x);
Expr log10(const Operand& x);

}  // namespace nabla
