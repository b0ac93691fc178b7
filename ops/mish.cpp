#include <nabla/ops/mish.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

void Mish::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().mish, x, y); }
bool Mish::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().mish, operands, kernel);
}

// With p = sigmoid(x) and q = 1 - p: y / x = tanh(softplus(x)) = p (1 + q) / (1 + q^2), whose slope is p (2 q / (1 +
// q^2))^2. Nothing cancels. From 1000 on q is 0, and y must not be inf beside it.
Cotangent Mish::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const Expr q = sigmoid(-x), s = square(q);
  return dy * ((sigmoid(x) * (1 + q) + 4 * minimum(y, 1000) * (s / (1 + q))) / (1 + s));
}

Expr mish(const Operand& x) { return apply(Mish{}, x.where(), x.expr()); }

}  // namespace nabla
