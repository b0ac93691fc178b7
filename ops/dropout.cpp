#include <nabla/ops/dropout.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/bernoulli.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

Expr dropout(const RandomState& state, const Operand& x, double rate) {
  const Provenance at(x.where());
  const Expr value = x.expr();
  detail::placed("dropout", x.where(), Exprs{value}, [&] {
    if (!(rate >= 0 && rate < 1)) throw Error("the rate is " + attr_text(rate) + ", not in [0, 1)");
    static_cast<void>(detail::floats(value.type()));
  });
  const Expr kept = bernoulli(state, 1 - rate, value.shape());  // takes a stream also where nothing is dropped
  return rate == 0 ? value : where(kept, value * (1 / (1 - rate)), 0);
}

}  // namespace nabla
