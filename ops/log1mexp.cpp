#include <nabla/ops/log1mexp.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/exp.hpp>

namespace nabla {

void Log1mExp::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log1mexp, x, y); }

// -e^x / (1 - e^x), where 1 - e^x is e^y: there is no digit to lose, and no 0 whose sign would matter.
Cotangent Log1mExp::pullback(const Expr& x, const Expr& y, const Expr& dy) const { return -dy * exp(x - y); }

Expr log1mexp(const Operand& x) { return apply(Log1mExp{}, x.where(), x.expr()); }

}  // namespace nabla
