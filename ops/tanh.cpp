#include <nabla/ops/tanh.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

void Tanh::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().tanh, x, y); }
bool Tanh::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().tanh, operands, kernel);
}

Cotangent Tanh::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * (1 - square(y)); }

Expr tanh(const Operand& x) { return apply(Tanh{}, x.where(), x.expr()); }

}  // namespace nabla
