#include <nabla/ops/leaky_relu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void LeakyRelu::eval(const View& x, const Out& y) const {
  detail::eval(kernels::kernels().leaky_relu, x, y, negative_slope);
}
bool LeakyRelu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().leaky_relu, operands, kernel, negative_slope);
}
Cotangent LeakyRelu::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(greater(x, 0), dy, dy * *negative_slope);
}

Type Prelu::infer(const Type& x, const Type& alpha) const { return detail::floats(broadcast(x, alpha)); }
void Prelu::eval(const View& x, const View& alpha, const Out& y) const {
  detail::eval(kernels::kernels().prelu, x, alpha, y);
}
bool Prelu::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().prelu, operands, kernel);
}
std::array<Expr, 2> Prelu::partials(const Expr& x, const Expr& alpha, const Expr&, const Expr& dy) {
  return {where(greater(x, 0), dy, dy * alpha), dy * minimum(x, 0)};
}

Expr leaky_relu(const Operand& x, double negative_slope) {
  return apply(LeakyRelu{{}, negative_slope}, x.where(), x.expr());
}
Expr prelu(const Operand& x, const Operand& alpha) { return detail::apply_meeting(Prelu{}, x, alpha); }

}  // namespace nabla
