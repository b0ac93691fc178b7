#include <nabla/ops/trigonometric.hpp>

#include <cmath>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/each.hpp>
#include <nabla/ops/finite.hpp>
#include <nabla/ops/logical.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/stop_gradient.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// sqrt(1 - x^2), right to the last digits where |x| is near 1.
Expr cosine_of_asin(const Expr& x) { return sqrt((1 - x) * (1 + x)); }

}  // namespace

void Sin::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sin, x, y); }
bool Sin::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sin, operands, kernel);
}
Cotangent Sin::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * cos(x); }

void Cos::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().cos, x, y); }
bool Cos::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().cos, operands, kernel);
}
Cotangent Cos::pullback(const Expr& x, const Expr&, const Expr& dy) const { return -dy * sin(x); }

void Tan::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().tan, x, y); }
bool Tan::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().tan, operands, kernel);
}
Cotangent Tan::pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * (1 + square(y)); }

void Asin::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().asin, x, y); }
bool Asin::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().asin, operands, kernel);
}
Cotangent Asin::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / cosine_of_asin(x); }

void Acos::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().acos, x, y); }
bool Acos::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().acos, operands, kernel);
}
Cotangent Acos::pullback(const Expr& x, const Expr&, const Expr& dy) const { return -dy / cosine_of_asin(x); }

void Atan::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().atan, x, y); }
bool Atan::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().atan, operands, kernel);
}
Cotangent Atan::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (1 + square(x)); }

Type Atan2::infer(const Type& y, const Type& x) const { return detail::floats(broadcast(y, x)); }

void Atan2::eval(const View& y, const View& x, const Out& z) const {
  detail::each(y, x, z, [](double a, double b) { return std::atan2(a, b); });
}

std::array<Expr, 2> Atan2::partials(const Expr& y, const Expr& x, const Expr&, const Expr& dz) {
  // Divided by the larger of |x| and |y|, so that no square over- or underflows. The value does not depend on what it
  // is, hence neither do derivatives. At the origin and at infinity the slope is 0, and its formula must not matter.
  const Expr larger = stop_gradient(maximum(abs(y), abs(x)));
  const Expr flat = logical_or(equal(larger, 0), isinf(larger));
  const Expr size = where(flat, 1, larger);
  const Expr a = where(flat, 1, y) / size, b = where(flat, 1, x) / size;
  const Expr by_radius = where(flat, 0, dz) / (square(a) + square(b)) / size;
  return {by_radius * b, -by_radius * a};
}

Expr sin(const Operand& x) { return apply(Sin{}, x.where(), x.expr()); }
Expr cos(const Operand& x) { return apply(Cos{}, x.where(), x.expr()); }
Expr tan(const Operand& x) { return apply(Tan{}, x.where(), x.expr()); }
Expr asin(const Operand& x) { return apply(Asin{}, x.where(), x.expr()); }
Expr acos(const Operand& x) { return apply(Acos{}, x.where(), x.expr()); }
Expr atan(const Operand& x) { return apply(Atan{}, x.where(), x.expr()); }
Expr atan2(const Operand& y, const Operand& x) { return detail::apply_meeting(Atan2{}, y, x); }

}  // namespace nabla
