#include <nabla/ops/exp.hpp>

#include <numbers>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>

namespace nabla {

void Exp::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().exp, x, y); }
bool Exp::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().exp, operands, kernel);
}
Cotangent Exp::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * y; }

void Expm1::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().expm1, x, y); }
bool Expm1::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().expm1, operands, kernel);
}
// Not y + 1, which has no digits left for large negative x.
Cotangent Expm1::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * exp(x); }

void Exp2::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().exp2, x, y); }
bool Exp2::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().exp2, operands, kernel);
}
Cotangent Exp2::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * (y * std::numbers::ln2); }

Expr exp(const Operand& x) { return apply(Exp{}, x.where(), x.expr()); }
Expr expm1(const Operand& x) { return apply(Expm1{}, x.where(), x.expr()); }
Expr exp2(const Operand& x) { return apply(Exp2{}, x.where(), x.expr()); }

}  // namespace nabla
