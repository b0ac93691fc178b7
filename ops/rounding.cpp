#include <nabla/ops/rounding.hpp>

#include <cmath>

#include <nabla/ops/each.hpp>

namespace nabla {

void Floor::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::floor(v); });
}
void Ceil::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::ceil(v); });
}
void Round::eval(const View& x, const Out& y) const {
  detail::each(x, y,
               [](double v) { return std::nearbyint(v); });  // half to even, the mode that every program starts in
}
void Trunc::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::trunc(v); });
}

Expr floor(const Operand& x) { return apply(Floor{}, x.where(), x.expr()); }
Expr ceil(const Operand& x) { return apply(Ceil{}, x.where(), x.expr()); }
Expr round(const Operand& x) { return apply(Round{}, x.where(), x.expr()); }
Expr trunc(const Operand& x) { return apply(Trunc{}, x.where(), x.expr()); }

}  // namespace nabla
