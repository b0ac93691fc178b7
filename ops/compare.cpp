#include <nabla/ops/compare.hpp>

#include <nabla/kernels/kernels.hpp>

namespace nabla {

void Equal::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().equal, x, y, z); }
bool Equal::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().equal, operands, kernel);
}
void NotEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().not_equal, x, y, z);
}
bool NotEqual::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().not_equal, operands, kernel);
}
void Less::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().less, x, y, z); }
bool Less::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().less, operands, kernel);
}
void LessEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().less_equal, x, y, z);
}
bool LessEqual::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().less_equal, operands, kernel);
}
void Greater::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().greater, x, y, z);
}
bool Greater::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().greater, operands, kernel);
}
void GreaterEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().greater_equal, x, y, z);
}
bool GreaterEqual::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().greater_equal, operands, kernel);
}

Expr equal(const Operand& x, const Operand& y) { return detail::apply_meeting(Equal{}, x, y); }
Expr not_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(NotEqual{}, x, y); }
Expr less(const Operand& x, const Operand& y) { return detail::apply_meeting(Less{}, x, y); }
Expr less_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(LessEqual{}, x, y); }
Expr greater(const Operand& x, const Operand& y) { return detail::apply_meeting(Greater{}, x, y); }
Expr greater_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(GreaterEqual{}, x, y); }

}  // namespace nabla
