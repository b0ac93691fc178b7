#include <nabla/ops/sigmoid.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>

namespace nabla {

void Sigmoid::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sigmoid, x, y); }
bool Sigmoid::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sigmoid, operands, kernel);
}

Cotangent Sigmoid::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * (y * (1 - y)); }

Expr sigmoid(const Operand& x) { return apply(Sigmoid{}, x.where(), x.expr()); }

}  // namespace nabla
