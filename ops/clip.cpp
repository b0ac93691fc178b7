#include <nabla/ops/clip.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/maximum.hpp>

namespace nabla {

Expr clip(const Operand& x, const Operand& low, const Operand& high) {
  const Provenance at(x.where());
  return minimum(maximum(x.meeting(low, high), low), high);
}

}  // namespace nabla
