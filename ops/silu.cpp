#include <nabla/ops/silu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/clip.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Silu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().silu, x, y); }
bool Silu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().silu, operands, kernel);
}

// From 1000 on sigmoid(-x) is 0, and y must not be inf beside it.
Cotangent Silu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  return dy * (sigmoid(x) + minimum(y, 1000) * sigmoid(-x));
}

void HardSilu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().hard_silu, x, y); }
bool HardSilu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().hard_silu, operands, kernel);
}

Cotangent HardSilu::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  const Expr middle = dy * ((2 * clip(x, -3, 3) + 3) / 6);
  return where(greater(x, 3), dy, where(less(x, -3), 0, middle));
}

Expr silu(const Operand& x) { return apply(Silu{}, x.where(), x.expr()); }
Expr hard_silu(const Operand& x) { return apply(HardSilu{}, x.where(), x.expr()); }

}  // namespace nabla
