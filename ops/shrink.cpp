#include <nabla/ops/shrink.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/tanh.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

const Type& shrunk(const Type& x, double threshold) {
  if (!(threshold >= 0)) throw Error("the threshold must not be below 0, and is " + attr_text(threshold));
  return detail::floats(x);
}

/// Either passes the gradient outside the closed zone.
Expr outside(const Expr& x, double threshold, const Expr& dy) { return where(greater(abs(x), threshold), dy, 0); }

}  // namespace

Type HardShrink::infer(const Type& x) const { return shrunk(x, threshold); }
void HardShrink::eval(const View& x, const Out& y) const {
  detail::eval(kernels::kernels().hard_shrink, x, y, threshold);
}
bool HardShrink::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().hard_shrink, operands, kernel, threshold);
}
Cotangent HardShrink::pullback(const Expr& x, const Expr&, const Expr& dy) const { return outside(x, threshold, dy); }

Type SoftShrink::infer(const Type& x) const { return shrunk(x, threshold); }
void SoftShrink::eval(const View& x, const Out& y) const {
  detail::eval(kernels::kernels().soft_shrink, x, y, threshold);
}
bool SoftShrink::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().soft_shrink, operands, kernel, threshold);
}
Cotangent SoftShrink::pullback(const Expr& x, const Expr&, const Expr& dy) const { return outside(x, threshold, dy); }

void TanhShrink::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().tanh_shrink, x, y); }
bool TanhShrink::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().tanh_shrink, operands, kernel);
}
Cotangent TanhShrink::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * square(tanh(x)); }

Expr hard_shrink(const Operand& x, double threshold) { return apply(HardShrink{{}, threshold}, x.where(), x.expr()); }
Expr soft_shrink(const Operand& x, double threshold) { return apply(SoftShrink{{}, threshold}, x.where(), x.expr()); }
Expr tanh_shrink(const Operand& x) { return apply(TanhShrink{}, x.where(), x.expr()); }

}  // namespace nabla
