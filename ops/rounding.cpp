#include <nabla/ops/rounding.hpp>

#include <nabla/kernels/kernels.hpp>

namespace nabla {

void Floor::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().floor, x, y); }
void Ceil::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().ceil, x, y); }
void Round::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().round, x, y); }
void Trunc::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().trunc, x, y); }

Expr floor(const Operand& x) { return apply(Floor{}, x.where(), x.expr()); }
Expr ceil(const Operand& x) { return apply(Ceil{}, x.where(), x.expr()); }
Expr round(const Operand& x) { return apply(Round{}, x.where(), x.expr()); }
Expr trunc(const Operand& x) { return apply(Trunc{}, x.where(), x.expr()); }

}  // namespace nabla
