#include <nabla/ops/normal.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/clip.hpp>

namespace nabla {

void NormalCdf::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().normal_cdf, x, y); }
bool NormalCdf::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().normal_cdf, operands, kernel);
}
Cotangent NormalCdf::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * normal_pdf(x); }

void NormalPdf::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().normal_pdf, x, y); }
bool NormalPdf::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().normal_pdf, operands, kernel);
}
// Beyond 40 y is 0, and x must not be inf beside it.
Cotangent NormalPdf::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  return dy * (-clip(x, -40, 40) * y);
}

Expr normal_cdf(const Operand& x) { return apply(NormalCdf{}, x.where(), x.expr()); }
Expr normal_pdf(const Operand& x) { return apply(NormalPdf{}, x.where(), x.expr()); }

}  // namespace nabla
