#include <nabla/runtime/flops.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/reduce.hpp>

namespace nabla {
namespace {

double entries(const Expr& x, const Bindings& sizes) {
  double product = 1;
  for (const std::int64_t size : x.shape().evaluate(sizes)) product *= static_cast<double>(size);
  return product;
}

}  // namespace

double flops(const Expr& x, const Bindings& sizes) {
  if (const auto* const matmul = op_as<Matmul>(x)) {
    const Expr& a = x->operands()[0];
    const std::size_t last = a.rank() - 1;
    const Dim& depth = a.shape()[matmul->transpose_a ? last - 1 : last];
    return 2 * entries(x, sizes) * static_cast<double>(depth.evaluate(sizes));
  }
  if (op_as<Sum>(x) || op_as<Max>(x) || op_as<Min>(x)) return entries(x->operands()[0], sizes);
  return x->op().is_elementwise() ? entries(x, sizes) : 0;
}

}  // namespace nabla
