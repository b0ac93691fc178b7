#include <nabla/ops/hyperbolic.hpp>

#include <cmath>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>

namespace nabla {

void Sinh::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sinh, x, y); }
Cotangent Sinh::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * cosh(x); }

void Cosh::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().cosh, x, y); }
Cotangent Cosh::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * sinh(x); }

void Asinh::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::asinh(v); });
}
// cosh(y) = sqrt(1 + x^2), and does not overflow where x^2 does.
Cotangent Asinh::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy / cosh(y); }

void Acosh::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::acosh(v); });
}
// sinh(y) = sqrt(x^2 - 1), which has no digits left near 1.
Cotangent Acosh::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy / sinh(y); }

void Atanh::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::atanh(v); });
}
Cotangent Atanh::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / ((1 - x) * (1 + x)); }

Expr sinh(const Operand& x) { return apply(Sinh{}, x.where(), x.expr()); }
Expr cosh(const Operand& x) { return apply(Cosh{}, x.where(), x.expr()); }
Expr asinh(const Operand& x) { return apply(Asinh{}, x.where(), x.expr()); }
Expr acosh(const Operand& x) { return apply(Acosh{}, x.where(), x.expr()); }
Expr atanh(const Operand& x) { return apply(Atanh{}, x.where(), x.expr()); }

}  // namespace nabla
