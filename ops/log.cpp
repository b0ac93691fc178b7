#include <nabla/ops/log.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>

namespace nabla {

void Log::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log, x, y); }
Cotangent Log::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / x; }

void Log1p::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log1p, x, y); }
Cotangent Log1p::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (1 + x); }

Expr log(const Operand& x) { return apply(Log{}, x.where(), x.expr()); }
Expr log1p(const Operand& x) { return apply(Log1p{}, x.where(), x.expr()); }

}  // namespace nabla
