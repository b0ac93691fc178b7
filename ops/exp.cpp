#include <nabla/ops/exp.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>

namespace nabla {

void Exp::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().exp, x, y); }
Cotangent Exp::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * y; }

void Expm1::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().expm1, x, y); }
// Not y + 1, which has no digits left for large negative x.
Cotangent Expm1::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * exp(x); }

Expr exp(const Operand& x) { return apply(Exp{}, x.where(), x.expr()); }
Expr expm1(const Operand& x) { return apply(Expm1{}, x.where(), x.expr()); }

}  // namespace nabla
