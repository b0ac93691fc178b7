#include <nabla/ops/elu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Elu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().elu, x, y, alpha); }
Cotangent Elu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  return where(greater(x, 0), dy, dy * (y + *alpha));
}

void Selu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().selu, x, y); }
Cotangent Selu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  return where(greater(x, 0), dy * scale, dy * (y + scale * alpha));
}

Expr elu(const Operand& x, double alpha) { return apply(Elu{{}, alpha}, x.where(), x.expr()); }
Expr selu(const Operand& x) { return apply(Selu{}, x.where(), x.expr()); }

}  // namespace nabla
