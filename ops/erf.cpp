#include <nabla/ops/erf.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {
namespace {

constexpr double slope_at_zero = 2 * std::numbers::inv_sqrtpi;

/// Winitzki's approximation, to 3 digits, improved three times by Halley's method, which triples the digits. Where
/// erf(x) is near 1 the equation is that of erfc, whose right side 1 - |y| is exact.
template <class R>
R inverse(R y) {
  const R size = std::abs(y);
  if (!(size < 1)) return size == 1 ? y * std::numeric_limits<R>::infinity() : std::numeric_limits<R>::quiet_NaN();
  const R a = R(0.147), c = std::log1p(-y * y), b = 2 / (std::numbers::pi_v<R> * a) + c / 2;
  R x = size < R(1e-4) ? size / R(slope_at_zero) : std::sqrt(std::sqrt(b * b - c / a) - b);
  for (int i = 0; i < 3; ++i) {
    const R excess = size < R(0.5) ? std::erf(x) - size : (1 - size) - std::erfc(x);
    const R step = excess / (2 * std::numbers::inv_sqrtpi_v<R> * std::exp(-x * x));
    x -= step / (1 + x * step);
  }
  return std::copysign(x, y);
}

}  // namespace

void Erf::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().erf, x, y); }
bool Erf::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().erf, operands, kernel);
}
Cotangent Erf::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return dy * (slope_at_zero * exp(-square(x)));
}

void Erfc::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().erfc, x, y); }
bool Erfc::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().erfc, operands, kernel);
}
Cotangent Erfc::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return dy * (-slope_at_zero * exp(-square(x)));
}

void ErfInv::eval(const View& x, const Out& y) const {
  detail::each_wider(x, y, [](auto v) { return inverse(v); });
}
Cotangent ErfInv::pullback(const Expr&, const Expr& y, const Expr& dy) const {
  return dy * (1 / slope_at_zero * exp(square(y)));
}

Expr erf(const Operand& x) { return apply(Erf{}, x.where(), x.expr()); }
Expr erfc(const Operand& x) { return apply(Erfc{}, x.where(), x.expr()); }
Expr erfinv(const Operand& x) { return apply(ErfInv{}, x.where(), x.expr()); }

}  // namespace nabla
