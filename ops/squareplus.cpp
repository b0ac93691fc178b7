#include <nabla/ops/squareplus.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

Type Squareplus::infer(const Type& x) const {
  if (!(b > 0)) throw Error("b must be above 0, and is " + attr_text(*b));
  return detail::floats(x);
}

void Squareplus::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().squareplus, x, y, b); }
bool Squareplus::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().squareplus, operands, kernel, b);
}

// y(x) / (y(x) + y(-x)), in terms of the smaller over the larger one: neither cancellation nor inf / inf.
Cotangent Squareplus::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  const Expr right = greater(x, 0), size = where(right, x, -x);  // not abs(), whose slope at 0 is 0
  const Expr ratio = squareplus(-size, b) / squareplus(size, b);
  return dy * (where(right, 1, ratio) / (1 + ratio));
}

Expr squareplus(const Operand& x, double b) { return apply(Squareplus{{}, b}, x.where(), x.expr()); }

}  // namespace nabla
