#include <nabla/ops/finite.hpp>

#include <cmath>

#include <nabla/ops/each.hpp>

namespace nabla {

Type FloatTest::infer(const Type& x) const { return {b8, detail::floats(x).shape}; }

void IsNan::eval(const View& x, const Out& y) const {
  detail::each_test(x, y, [](auto v) { return std::isnan(v); });
}
void IsInf::eval(const View& x, const Out& y) const {
  detail::each_test(x, y, [](auto v) { return std::isinf(v); });
}
void IsFinite::eval(const View& x, const Out& y) const {
  detail::each_test(x, y, [](auto v) { return std::isfinite(v); });
}

Expr isnan(const Operand& x) { return apply(IsNan{}, x.where(), x.expr()); }
Expr isinf(const Operand& x) { return apply(IsInf{}, x.where(), x.expr()); }
Expr isfinite(const Operand& x) { return apply(IsFinite{}, x.where(), x.expr()); }

}  // namespace nabla
