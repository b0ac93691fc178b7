#include <nabla/ops/losses/divergence.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/losses/terms.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {

Expr poisson(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("poisson", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return p - detail::times_log(t, p); });
}

// A difference of logarithms, whose derivative is target / prediction also where the quotient overflows.
Expr kl_divergence(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_rows("kl_divergence", prediction, target, options, [](const Expr& p, const Expr& t) {
    const Expr no_target = equal(t, 0), nothing = where(no_target, equal(p, 0), 0);
    return sum(t * (log(where(no_target, 1, t)) - log(where(nothing, 1, p))), -1);
  });
}

}  // namespace nabla
