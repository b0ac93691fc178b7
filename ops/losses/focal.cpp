#include <nabla/ops/losses/focal.hpp>

#include <limits>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/cross_entropy.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/losses/terms.hpp>
#include <nabla/ops/pow.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// loss * miss^gamma. A miss of 0, with its infinite slopes for a small gamma, leaves nothing.
Expr focused(const Expr& loss, const Expr& miss, double gamma) {
  if (gamma == 0) return loss;
  const Expr none = equal(miss, 0);
  return where(none, 0, loss * pow(where(none, 1, miss), gamma));
}

Expr binary(const Expr& p, const Expr& target, const FocalOptions& options) {
  const Expr t = detail::smoothed(target, options.label_smoothing);
  const Expr rest = options.from_logits ? sigmoid(-p) : 1 - p;
  const Expr miss = t * rest + (1 - t) * (options.from_logits ? sigmoid(p) : p);
  const Expr entropy = options.from_logits ? sigmoid_cross_entropy(p, t)
                                           : -detail::times_log(t, p) - detail::times_log_of_rest(1 - t, p);
  const Expr loss = focused(entropy, miss, options.gamma);
  return options.alpha ? loss * (*options.alpha * t + (1 - *options.alpha) * (1 - t)) : loss;
}

/// t log(softmax(x)) where t or the probability is not 0.
Expr times_log_softmax(const Expr& t, const Expr& log_p) {
  const Expr nothing = where(equal(t, 0), equal(log_p, -std::numeric_limits<double>::infinity()), 0);
  return t * where(nothing, 0, log_p);
}

Expr categorical(const Expr& p, const Expr& target, const FocalOptions& options) {
  const Expr t = detail::smoothed_over_classes(target, options.label_smoothing);
  const Expr log_p = options.from_logits ? log_softmax(p) : Expr();
  const Expr entropy = options.from_logits ? -times_log_softmax(t, log_p) : -detail::times_log(t, p);
  const Expr miss = options.from_logits ? -expm1(log_p) : 1 - p;
  return options.alpha.value_or(0.25) * sum(focused(entropy, miss, options.gamma), -1);
}

void require_options(const char* name, Where where, const FocalOptions& options) {
  detail::require_smoothing(name, where, options.label_smoothing);
  if (!(options.gamma >= 0))
    throw Error(where, std::string(name) + ": gamma is " + attr_text(options.gamma) + ": it is not negative");
}

}  // namespace

Expr binary_focal_cross_entropy(const Operand& prediction, const Operand& target, const FocalOptions& options) {
  constexpr auto name = "binary_focal_cross_entropy";
  require_options(name, prediction.where(), options);
  return detail::loss_of_entries(name, prediction, target, options,
                                 [&](const Expr& p, const Expr& t) { return binary(p, t, options); });
}

Expr categorical_focal_cross_entropy(const Operand& prediction, const Operand& target, const FocalOptions& options) {
  constexpr auto name = "categorical_focal_cross_entropy";
  require_options(name, prediction.where(), options);
  return detail::loss_of_rows(name, prediction, target, options,
                              [&](const Expr& p, const Expr& t) { return categorical(p, t, options); });
}

}  // namespace nabla
