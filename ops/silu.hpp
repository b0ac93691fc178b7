#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Silu : Unary {
  static constexpr auto name = "silu";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct HardSilu : Unary {
  static constexpr auto name = "hard_silu";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x * sigmoid(x) of floats, also called swish. 0 at -inf, with slopes 0 and 1 at the infinities.
Expr silu(const Operand& x);
inline Expr swish(const Operand& x) { return silu(x); }

/// x * hard_sigmoid(x) of floats: 0 for x <= -3, x for x >= 3, else x (x + 3) / 6; also called hard_swish. 0 at -inf.
/// The middle counts on its closed interval: hard_silu' = -1/2 at -3 and 3/2 at 3, and hard_silu'' = 1/3 there.
Expr hard_silu(const Operand& x);
inline Expr hard_swish(const Operand& x) { return hard_silu(x); }

}  // namespace nabla
