#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Log : Unary {
  static constexpr auto name = "log";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Log1p : Unary {
  static constexpr auto name = "log1p";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The natural logarithm of floats: -inf at 0, NaN below.
Expr log(const Operand& x);
/// log(1 + x) of floats, exact also near 0.
Expr log1p(const Operand& x);

}  // namespace nabla
