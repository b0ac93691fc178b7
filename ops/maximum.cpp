#include <nabla/ops/maximum.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Maximum::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().maximum, x, y, z);
}
bool Maximum::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().maximum, operands, kernel);
}
std::array<Expr, 2> Maximum::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  const Expr first = greater_equal(x, y);
  return {where(first, dz, 0), where(first, 0, dz)};
}

void Minimum::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().minimum, x, y, z);
}
bool Minimum::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().minimum, operands, kernel);
}
std::array<Expr, 2> Minimum::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  const Expr first = less_equal(x, y);
  return {where(first, dz, 0), where(first, 0, dz)};
}

Expr maximum(const Operand& x, const Operand& y) { return detail::apply_meeting(Maximum{}, x, y); }
Expr minimum(const Operand& x, const Operand& y) { return detail::apply_meeting(Minimum{}, x, y); }

}  // namespace nabla
