#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Erf : Unary {
  static constexpr auto name = "erf";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Erfc : Unary {
  static constexpr auto name = "erfc";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct ErfInv : Unary {
  static constexpr auto name = "erfinv";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The error function 2 / sqrt(pi) * integral of exp(-t^2) from 0 to x, of floats.
Expr erf(const Operand& x);
/// 1 - erf(x), with all its digits where it is tiny: erfc(10) = 2.1e-45.
Expr erfc(const Operand& x);
/// The inverse of erf, of floats in [-1, 1], infinite with an infinite derivative at both ends, NaN elsewhere. What
/// erf() rounds to 1 does not come back: of an x near 1, erfc(erfinv(x)) is 1 - x.
Expr erfinv(const Operand& x);

}  // namespace nabla
