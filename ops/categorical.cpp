#include <nabla/ops/categorical.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/argmax.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/random.hpp>

namespace nabla {

Expr categorical(const RandomState& state, const Operand& logits, int axis) {
  const Provenance at(logits.where());
  const Expr x = logits.expr();
  detail::placed("categorical", logits.where(), Exprs{x}, [&] {
    static_cast<void>(detail::floats(x.type()));
    if (x.shape()[normalized_axis(axis, x.rank())] == Dim(0)) throw Error("there is no class to draw");
  });
  return argmax(x + random_gumbel(state, x.shape(), x.dtype(), logits.where()), axis);
}

}  // namespace nabla
