#include <nabla/ops/sign.hpp>

#include <nabla/kernels/kernels.hpp>

namespace nabla {

void Sign::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sign, x, y); }

Expr sign(const Operand& x) { return apply(Sign{}, x.where(), x.expr()); }

}  // namespace nabla
