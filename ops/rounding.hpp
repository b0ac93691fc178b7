#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

/// The law of functions that are flat wherever they are smooth: the derivative is 0, at their steps too.
struct Rounding : Unary {
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

struct Floor : Rounding {
  static constexpr auto name = "floor";
  void eval(const View& x, const Out& y) const;
};

struct Ceil : Rounding {
  static constexpr auto name = "ceil";
  void eval(const View& x, const Out& y) const;
};

struct Round : Rounding {
  static constexpr auto name = "round";
  void eval(const View& x, const Out& y) const;
};

struct Trunc : Rounding {
  static constexpr auto name = "trunc";
  void eval(const View& x, const Out& y) const;
};

/// The largest whole number that is not above x, of floats; its derivative is 0 everywhere.
Expr floor(const Operand& x);
/// The smallest whole number that is not below x; otherwise as floor.
Expr ceil(const Operand& x);
/// The nearest whole number, of two the even one as in numpy: round(2.5) = 2; otherwise as floor.
Expr round(const Operand& x);
/// x without its fraction: trunc(-1.5) = -1; otherwise as floor.
Expr trunc(const Operand& x);

}  // namespace nabla
