#include <nabla/ops/gelu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/clip.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/normal.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {
namespace {

constexpr double linear = 1.595769121605730711759784;  // 2 sqrt(2 / pi)
constexpr double cubic = linear * 0.044715;

/// y = x sigmoid(v), v = linear x + cubic x^3. Beyond 40 the slope is 0 or 1, and x must not be inf beside a 0.
Expr slope_of_tanh_form(const Expr& x, const Expr& y) {
  const Expr z = clip(x, -40, 40), s = square(z), v = z * (linear + cubic * s);
  return sigmoid(v) + minimum(y, 40) * sigmoid(-v) * (linear + 3 * cubic * s);
}

}  // namespace

void Gelu::eval(const View& x, const Out& y) const {
  const kernels::Kernels& k = kernels::kernels();
  detail::eval(*approximate ? k.gelu_tanh : k.gelu, x, y);
}

Cotangent Gelu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  if (*approximate) return dy * slope_of_tanh_form(x, y);
  return dy * (normal_cdf(x) + clip(x, -40, 40) * normal_pdf(x));
}

Expr gelu(const Operand& x, bool approximate) { return apply(Gelu{{}, approximate}, x.where(), x.expr()); }

}  // namespace nabla
