#include <nabla/ops/softplus.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sigmoid.hpp>

namespace nabla {

void Softplus::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().softplus, x, y); }

Cotangent Softplus::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * sigmoid(x); }

Expr softplus(const Operand& x) { return apply(Softplus{}, x.where(), x.expr()); }

}  // namespace nabla
