#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Mod : Binary<Mod> {
  static constexpr auto name = "mod";
  void eval(const View& x, const View& y, const Out& z) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct FloorDivide : Binary<FloorDivide> {
  static constexpr auto name = "floor_divide";
  void eval(const View& x, const View& y, const Out& z) const;
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr&) const { return {zero, zero}; }
};

/// x - y floor(x / y), of floats and integers, broadcasting: what is left has the sign of y, as in Python, numpy and
/// Theano (C's fmod and % have that of x). Of floats NaN for y = 0 or an infinite x; x mod inf is x, or inf if their
/// signs differ. Error, when it is computed, for an integer y = 0. d/dx = 1, d/dy = -floor(x / y), also at the steps.
Expr mod(const Operand& x, const Operand& y);

/// floor(x / y), of floats and integers, broadcasting, rounded once: mod(x, y) = x - y floor_divide(x, y). Of floats
/// x / y for y = 0, NaN for an infinite x, as in numpy. Error, when it is computed, for an integer y = 0. The
/// derivatives are 0 everywhere.
Expr floor_divide(const Operand& x, const Operand& y);

}  // namespace nabla
