#include <nabla/ops/softplus.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sigmoid.hpp>

namespace nabla {

void Softplus::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().softplus, x, y); }
bool Softplus::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().softplus, operands, kernel);
}

Cotangent Softplus::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * sigmoid(x); }

Expr softplus(const Operand& x) { return apply(Softplus{}, x.where(), x.expr()); }

}  // namespace nabla
