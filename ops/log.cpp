#include <nabla/ops/log.hpp>

#include <cmath>
#include <numbers>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/each.hpp>

namespace nabla {

void Log::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log, x, y); }
bool Log::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().log, operands, kernel);
}
Cotangent Log::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / x; }

void Log1p::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log1p, x, y); }
bool Log1p::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().log1p, operands, kernel);
}
Cotangent Log1p::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (1 + x); }

void Log2::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log2, x, y); }
bool Log2::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().log2, operands, kernel);
}
Cotangent Log2::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (x * std::numbers::ln2); }

void Log10::eval(const View& x, const Out& y) const {
  detail::each(x, y, [](double v) { return std::log10(v); });
}
Cotangent Log10::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy / (x * std::numbers::ln10); }

Expr log(const Operand& x) { return apply(Log{}, x.where(), x.expr()); }
Expr log1p(const Operand& x) { return apply(Log1p{}, x.where(), x.expr()); }
Expr log2(const Operand& x) { return apply(Log2{}, x.where(), x.expr()); }
Expr log10(const Operand& x) { return apply(Log10{}, x.where(), x.expr()); }

}  // namespace nabla
