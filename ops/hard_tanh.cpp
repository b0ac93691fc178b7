#include <nabla/ops/hard_tanh.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void HardTanh::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().hard_tanh, x, y); }
bool HardTanh::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().hard_tanh, operands, kernel);
}
Cotangent HardTanh::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(less_equal(abs(x), 1), dy, 0);
}

Expr hard_tanh(const Operand& x) { return apply(HardTanh{}, x.where(), x.expr()); }

}  // namespace nabla
