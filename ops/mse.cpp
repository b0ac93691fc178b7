#include <nabla/ops/mse.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

Expr mse(const Operand& y, const Operand& target) {
  const Provenance at(y.where());
  const Expr a = y.meeting(target), b = target.meeting(y);
  if (!y.is_number() && !target.is_number() && !(a.shape() == b.shape()))
    throw Error(y.where(), "mse: the shapes differ: " + to_string(a.shape()) + " and " + to_string(b.shape()) +
                               describe(Exprs{a, b}));
  return mean(square(a - b));
}

}  // namespace nabla
