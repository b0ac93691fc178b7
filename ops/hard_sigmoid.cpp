#include <nabla/ops/hard_sigmoid.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void HardSigmoid::eval(const View& x, const Out& y) const {
  detail::eval(kernels::kernels().hard_sigmoid, x, y, slope);
}
bool HardSigmoid::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().hard_sigmoid, operands, kernel, slope);
}
Cotangent HardSigmoid::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(less_equal(abs(*slope * x), 0.5), dy * *slope, 0);
}

Expr hard_sigmoid(const Operand& x, double slope) { return apply(HardSigmoid{{}, slope}, x.where(), x.expr()); }

}  // namespace nabla
