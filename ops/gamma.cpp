#include <nabla/ops/gamma.hpp>

#include <cmath>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>
#include <nabla/ops/polygamma.hpp>

namespace nabla {
namespace {

// Not std::lgamma, which writes the sign into a global variable: two threads may evaluate at once.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}
long double log_gamma(long double x) {
  int sign = 0;
  return ::lgammal_r(x, &sign);
}

}  // namespace

void LGamma::eval(const View& x, const Out& y) const {
  detail::each_wider(x, y, [](auto v) { return log_gamma(v); });
}
Cotangent LGamma::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * digamma(x); }

void Digamma::eval(const View& x, const Out& y) const {
  detail::each_wider(x, y, [](auto v) { return detail::digamma_of(v); });
}
Cotangent Digamma::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * polygamma(1, x); }

Type PolyGamma::infer(const Type& x) const {
  if (*n < 1) throw Error("n is " + std::to_string(*n) + ": wants 1 or more, or 0, which is digamma");
  return detail::floats(x);
}
void PolyGamma::eval(const View& x, const Out& y) const {
  detail::each_wider(x, y, [&](auto v) { return detail::polygamma_of(*n, v); });
}
Cotangent PolyGamma::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * polygamma(*n + 1, x); }

Expr lgamma(const Operand& x) { return apply(LGamma{}, x.where(), x.expr()); }
Expr digamma(const Operand& x) { return apply(Digamma{}, x.where(), x.expr()); }
Expr polygamma(int n, const Operand& x) {
  if (n == 0) return digamma(x);
  return apply(PolyGamma{{}, n}, x.where(), x.expr());
}

}  // namespace nabla
