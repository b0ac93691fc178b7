#include <nabla/ops/sqrt.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>

namespace nabla {

void Sqrt::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sqrt, x, y); }
bool Sqrt::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sqrt, operands, kernel);
}
Cotangent Sqrt::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy / (2 * y); }

void Square::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().square, x, y); }
bool Square::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().square, operands, kernel);
}
Cotangent Square::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * (2 * x); }

Expr sqrt(const Operand& x) { return apply(Sqrt{}, x.where(), x.expr()); }
Expr square(const Operand& x) { return apply(Square{}, x.where(), x.expr()); }

}  // namespace nabla
