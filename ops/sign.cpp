#include <nabla/ops/sign.hpp>

#include <nabla/ops/each.hpp>

namespace nabla {

void Sign::eval(const View& x, const Out& y) const {
  detail::each_number(x, y, []<class T>(T v) {
    if (v != v) return v;
    return static_cast<T>((v > 0) - (v < 0));
  });
}

Expr sign(const Operand& x) { return apply(Sign{}, x.where(), x.expr()); }

}  // namespace nabla
