#include <nabla/ops/relu.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void Relu::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().relu, x, y); }

// y > 0 where x > 0; asking y lets the result overwrite x.
Cotangent Relu::pullback(const Expr&, const Expr& y, const Expr& dy) const { return where(greater(y, 0), dy, 0); }

Expr relu(const Operand& x) { return apply(Relu{}, x.where(), x.expr()); }

}  // namespace nabla
