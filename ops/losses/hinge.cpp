#include <nabla/ops/losses/hinge.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/relu.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

Expr hinge_of(const Expr& p, const Expr& t) { return relu(1 - where(equal(t, 0), -1, t) * p); }

}  // namespace

Expr hinge(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("hinge", prediction, target, options, hinge_of);
}

Expr squared_hinge(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("squared_hinge", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return square(hinge_of(p, t)); });
}

Expr categorical_hinge(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_rows("categorical_hinge", prediction, target, options, [](const Expr& p, const Expr& t) {
    return relu(max((1 - t) * p, -1) - sum(t * p, -1) + 1);
  });
}

}  // namespace nabla
