#include <nabla/ops/softsign.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

void Softsign::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().softsign, x, y); }
bool Softsign::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().softsign, operands, kernel);
}

// The square of the quotient, not the quotient by a square, which overflows early and is inf / inf in the derivative.
Cotangent Softsign::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * square(1 / (1 + abs(x))); }

Expr softsign(const Operand& x) { return apply(Softsign{}, x.where(), x.expr()); }

}  // namespace nabla
