#include <nabla/ops/reciprocal.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

Expr reciprocal(const Operand& x) {
  const Provenance at(x.where());
  return 1 / x.expr();
}

Expr rsqrt(const Operand& x) {
  const Provenance at(x.where());
  return 1 / sqrt(x.expr());
}

}  // namespace nabla
