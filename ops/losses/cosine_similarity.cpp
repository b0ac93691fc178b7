#include <nabla/ops/losses/cosine_similarity.hpp>

#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/norm.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// x / norm(x), or zeros, with all derivatives 0.
Expr direction(const Expr& x) {
  const Expr length = norm(x, -1, keepdims), none = equal(length, 0);
  return where(none, 0, x / where(none, 1, length));
}

}  // namespace

Expr cosine_similarity(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_rows("cosine_similarity", prediction, target, options,
                              [](const Expr& p, const Expr& t) { return -sum(direction(p) * direction(t), -1); });
}

}  // namespace nabla
