#include <nabla/ops/sparse_plus.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

void SparsePlus::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sparse_plus, x, y); }
bool SparsePlus::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sparse_plus, operands, kernel);
}
Cotangent SparsePlus::pullback(const Expr& x, const Expr&, const Expr& dy) const { return dy * sparse_sigmoid(x); }

void SparseSigmoid::eval(const View& x, const Out& y) const { detail::eval(kernels::kernels().sparse_sigmoid, x, y); }
bool SparseSigmoid::tile(Types operands, kernels::Tile& kernel) const {
  return detail::tile(kernels::kernels().sparse_sigmoid, operands, kernel);
}
Cotangent SparseSigmoid::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(less_equal(abs(x), 1), 0.5 * dy, 0);
}

Expr sparse_plus(const Operand& x) { return apply(SparsePlus{}, x.where(), x.expr()); }
Expr sparse_sigmoid(const Operand& x) { return apply(SparseSigmoid{}, x.where(), x.expr()); }

}  // namespace nabla
