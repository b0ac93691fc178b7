#include <nabla/ops/logit.hpp>

#include <cmath>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>

namespace nabla {

void Logit::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) {
    const bool middle = v > 0.25 && v < 0.75;  // where 2v - 1 is exact, and v / (1 - v) near 1
    return middle ? 2 * std::atanh(2 * v - 1) : std::log(v / (1 - v));
  });
}

Cotangent Logit::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (x * (1 - x)); }

Expr logit(const Operand& x) { return apply(Logit{}, x.where(), x.expr()); }

}  // namespace nabla
