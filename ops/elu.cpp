#include <nabla/ops/elu.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// dy on the right, slope * e^(x / alpha) * dy on the left. Not by y + alpha, which has no digits left where y is near
/// -alpha; and not by e^x on the right, where it may be inf.
Expr either(const Expr& x, const Expr& right, const Expr& dy, double slope, double alpha = 1) {
  const Expr left = minimum(x, 0);
  return where(greater(x, 0), right, dy * (slope * exp(alpha == 1 ? left : left / alpha)));
}

}  // namespace

void Elu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().elu, x, y, alpha); }
bool Elu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().elu, operands, kernel, alpha);
}
Cotangent Elu::pullback(const Expr& x, const Expr&, const Expr& dy) const { return either(x, dy, dy, alpha); }

void Selu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().selu, x, y); }
bool Selu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().selu, operands, kernel);
}
Cotangent Selu::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return either(x, dy * scale, dy, scale * alpha);
}

Type Celu::infer(const Type& x) const {
  if (*alpha == 0) throw Error("alpha must not be 0");
  return detail::floats(x);
}
void Celu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().celu, x, y, alpha); }
bool Celu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().celu, operands, kernel, alpha);
}
Cotangent Celu::pullback(const Expr& x, const Expr&, const Expr& dy) const { return either(x, dy, dy, 1, alpha); }

Expr elu(const Operand& x, double alpha) { return apply(Elu{{}, alpha}, x.where(), x.expr()); }
Expr celu(const Operand& x, double alpha) { return apply(Celu{{}, alpha}, x.where(), x.expr()); }
Expr selu(const Operand& x) { return apply(Selu{}, x.where(), x.expr()); }

}  // namespace nabla
