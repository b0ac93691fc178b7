#include <nabla/runtime/flops.hpp>

#include <algorithm>
#include <string_view>

#include <nabla/graph/op.hpp>

namespace nabla {
namespace {

double entries(const Expr& x, const Bindings& sizes) {
  double product = 1;
  for (const std::int64_t size : x.shape().evaluate(sizes)) product *= static_cast<double>(size);
  return product;
}

bool is_true(const Expr& x, std::string_view flag) {
  return std::ranges::any_of(x->op().attrs(),
                             [&](const AttrText& attr) { return attr.name == flag && attr.value == "true"; });
}

}  // namespace

double flops(const Expr& x, const Bindings& sizes) {
  const std::string_view op = x->op().name();
  if (op == "matmul") {
    const Expr& a = x->operands()[0];
    const std::size_t last = a.rank() - 1;
    const Dim& depth = a.shape()[is_true(x, "transpose_a") ? last - 1 : last];
    return 2 * entries(x, sizes) * static_cast<double>(depth.evaluate(sizes));
  }
  if (op == "sum" || op == "max" || op == "min") return entries(x->operands()[0], sizes);
  return x->op().is_elementwise() ? entries(x, sizes) : 0;
}

}  // namespace nabla
