#include <nabla/ops/losses/terms.hpp>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/where.hpp>

namespace nabla::detail {

// The logarithm's argument is replaced only where it is infinite and does not count: elsewhere the derivative with
// respect to t is that logarithm, also at t = 0.
Expr times_log(const Expr& t, const Expr& p) {
  const Expr nothing = where(equal(t, 0), equal(p, 0), 0);
  return t * log(where(nothing, 1, p));
}

Expr times_log_of_rest(const Expr& t, const Expr& p) {
  const Expr nothing = where(equal(t, 0), equal(p, 1), 0);
  return t * log1p(-where(nothing, 0, p));
}

void require_smoothing(const char* name, Where where, double smoothing) {
  if (!(smoothing >= 0 && smoothing <= 1))
    throw Error(where, std::string(name) + ": label_smoothing is " + attr_text(smoothing) + ", not between 0 and 1");
}

Expr smoothed(const Expr& targets, double smoothing) {
  return smoothing == 0 ? targets : (1 - smoothing) * targets + 0.5 * smoothing;
}

Expr smoothed_over_classes(const Expr& targets, double smoothing) {
  if (smoothing == 0) return targets;
  const Dim& classes = targets.shape()[targets.rank() - 1];
  return (1 - smoothing) * targets + smoothing / size_of(classes, targets.dtype());
}

}  // namespace nabla::detail
