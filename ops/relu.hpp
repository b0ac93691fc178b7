#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Relu : Unary {
  static constexpr auto name = "relu";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// max(x, 0) of floats. relu'(0) = 0.
Expr relu(const Operand& x);

}  // namespace nabla
