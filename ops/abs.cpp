#include <nabla/ops/abs.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Abs::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().abs, x, y); }
bool Abs::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().abs, operands, kernel);
}
Cotangent Abs::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(greater(x, 0), dy, where(less(x, 0), -dy, 0));
}

Expr abs(const Operand& x) { return apply(Abs{}, x.where(), x.expr()); }

}  // namespace nabla
