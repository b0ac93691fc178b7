#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Sinh : Unary {
  static constexpr auto name = "sinh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Cosh : Unary {
  static constexpr auto name = "cosh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Asinh : Unary {
  static constexpr auto name = "asinh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Acosh : Unary {
  static constexpr auto name = "acosh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Atanh : Unary {
  static constexpr auto name = "atanh";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// Of floats. (tanh, an activation, has its own file.)
Expr sinh(const Operand& x);
Expr cosh(const Operand& x);
/// The inverses: asinh everywhere; acosh >= 0 of x >= 1, with an infinite derivative at 1; atanh of [-1, 1], infinite
/// at both ends. NaN elsewhere.
Expr asinh(const Operand& x);
Expr acosh(const Operand& x);
Expr atanh(const Operand& x);

}  // namespace nabla
