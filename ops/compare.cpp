#include <nabla/ops/compare.hpp>

#include <nabla/kernels/kernels.hpp>

namespace nabla {

void Equal::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().equal, x, y, z); }
void NotEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().not_equal, x, y, z);
}
void Less::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().less, x, y, z); }
void LessEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().less_equal, x, y, z);
}
void Greater::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().greater, x, y, z);
}
void GreaterEqual::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().greater_equal, x, y, z);
}

Expr equal(const Operand& x, const Operand& y) { return detail::apply_meeting(Equal{}, x, y); }
Expr not_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(NotEqual{}, x, y); }
Expr less(const Operand& x, const Operand& y) { return detail::apply_meeting(Less{}, x, y); }
Expr less_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(LessEqual{}, x, y); }
Expr greater(const Operand& x, const Operand& y) { return detail::apply_meeting(Greater{}, x, y); }
Expr greater_equal(const Operand& x, const Operand& y) { return detail::apply_meeting(GreaterEqual{}, x, y); }

}  // namespace nabla
