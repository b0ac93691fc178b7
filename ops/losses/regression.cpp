#include <nabla/ops/losses/regression.hpp>

#include <nabla/graph/attr.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/abs.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/clip.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/log_cosh.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/maximum.hpp>
#include <nabla/ops/relu.hpp>
#include <nabla/ops/sqrt.hpp>

namespace nabla {

Expr mean_squared_error(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("mean_squared_error", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return square(p - t); });
}

Expr mean_absolute_error(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("mean_absolute_error", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return abs(p - t); });
}

Expr mean_absolute_percentage_error(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries(
      "mean_absolute_percentage_error", prediction, target, options,
      [](const Expr& p, const Expr& t) { return 100 * (abs(p - t) / maximum(abs(t), 1e-7)); });
}

Expr mean_squared_log_error(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("mean_squared_log_error", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return square(log1p(relu(p)) - log1p(relu(t))); });
}

Expr huber(const Operand& prediction, const Operand& target, double delta, const LossOptions& options) {
  if (!(delta > 0)) throw Error(prediction.where(), "huber: delta is " + attr_text(delta) + ": it is a number above 0");
  return detail::loss_of_entries("huber", prediction, target, options, [delta](const Expr& p, const Expr& t) {
    const Expr d = p - t, near = clip(d, -delta, delta);
    return near * (d - 0.5 * near);
  });
}

Expr log_cosh(const Operand& prediction, const Operand& target, const LossOptions& options) {
  return detail::loss_of_entries("log_cosh", prediction, target, options,
                                 [](const Expr& p, const Expr& t) { return log_cosh(p - t); });
}

}  // namespace nabla
