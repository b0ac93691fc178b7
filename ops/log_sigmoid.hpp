#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct LogSigmoid : Unary {
  static constexpr auto name = "log_sigmoid";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log(sigmoid(x)) = -softplus(-x) of floats, right where sigmoid(x) rounds to 0 or 1.
Expr log_sigmoid(const Operand& x);

}  // namespace nabla
