#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct SparsePlus : Unary {
  static constexpr auto name = "sparse_plus";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct SparseSigmoid : Unary {
  static constexpr auto name = "sparse_sigmoid";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// 0 for x <= -1, x for x >= 1, else (x + 1)^2 / 4; of floats. Its slope is sparse_sigmoid(x), without a jump.
Expr sparse_plus(const Operand& x);
/// clip((x + 1) / 2, 0, 1) of floats; its slope is 1/2 on the closed interval.
Expr sparse_sigmoid(const Operand& x);

}  // namespace nabla
