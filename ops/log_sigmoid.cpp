#include <nabla/ops/log_sigmoid.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sigmoid.hpp>

namespace nabla {

void LogSigmoid::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().log_sigmoid, x, y); }
bool LogSigmoid::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().log_sigmoid, operands, kernel);
}
Cotangent LogSigmoid::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * sigmoid(-x); }

Expr log_sigmoid(const Operand& x) { return apply(LogSigmoid{}, x.where(), x.expr()); }

}  // namespace nabla
