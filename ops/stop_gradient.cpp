#include <nabla/ops/stop_gradient.hpp>

namespace nabla {

Expr stop_gradient(const Operand& x) { return apply(StopGradient{}, x.where(), x.expr()); }
Expr zero_gradient(const Operand& x) { return apply(ZeroGradient{}, x.where(), x.expr()); }

}  // namespace nabla
