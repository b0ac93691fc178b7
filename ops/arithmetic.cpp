#include <nabla/ops/arithmetic.hpp>

#include <nabla/kernels/kernels.hpp>

namespace nabla {

void Add::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().add, x, y, z); }
bool Add::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().add, operands, kernel);
}
std::array<Expr, 2> Add::partials(const Expr&, const Expr&, const Expr&, const Expr& dz) { return {dz, dz}; }

void Sub::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().sub, x, y, z); }
bool Sub::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sub, operands, kernel);
}
std::array<Expr, 2> Sub::partials(const Expr&, const Expr&, const Expr&, const Expr& dz) { return {dz, -dz}; }

void Mul::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().mul, x, y, z); }
bool Mul::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().mul, operands, kernel);
}
std::array<Expr, 2> Mul::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  return {dz * y, dz * x};
}

Type Div::infer(const Type& x, const Type& y) const { return detail::floats(broadcast(x, y)); }
void Div::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().div, x, y, z); }
bool Div::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().div, operands, kernel);
}
std::array<Expr, 2> Div::partials(const Expr&, const Expr& y, const Expr& z, const Expr& dz) {
  const Expr dx = dz / y;
  return {dx, -dx * z};
}

void Neg::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().neg, x, y); }
bool Neg::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().neg, operands, kernel);
}
Cotangent Neg::pullback(const Expr&, const Expr&, const Expr& dy) const { return -dy; }

Expr operator+(const Operand& x, const Operand& y) { return detail::apply_meeting(Add{}, x, y); }
Expr operator-(const Operand& x, const Operand& y) { return detail::apply_meeting(Sub{}, x, y); }
Expr operator*(const Operand& x, const Operand& y) { return detail::apply_meeting(Mul{}, x, y); }
Expr operator/(const Operand& x, const Operand& y) { return detail::apply_meeting(Div{}, x, y); }
Expr operator-(const Operand& x) { return apply(Neg{}, x.where(), x.expr()); }

}  // namespace nabla
