#include <nabla/ops/losses/classification.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/cross_entropy.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/losses/examples.hpp>
#include <nabla/ops/losses/terms.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

Expr categorical(const Expr& prediction, const Expr& target, const CrossEntropyOptions& options) {
  const Expr t = detail::smoothed_over_classes(target, options.label_smoothing);
  return options.from_logits ? softmax_cross_entropy(prediction, t) : -sum(detail::times_log(t, prediction), -1);
}

Expr sparse(const Expr& prediction, const Expr& labels, const CrossEntropyOptions& options) {
  const Dim& classes = prediction.shape()[prediction.rank() - 1];
  if (options.label_smoothing != 0)
    return categorical(prediction, one_hot(labels, classes, prediction.dtype()), options);
  if (options.from_logits) return sparse_softmax_cross_entropy(prediction, labels);
  return -log(sum(where(one_hot(labels, classes, b8), prediction, 0), -1));
}

}  // namespace

Expr binary_cross_entropy(const Operand& prediction, const Operand& target, const CrossEntropyOptions& options) {
  constexpr auto name = "binary_cross_entropy";
  detail::require_smoothing(name, prediction.where(), options.label_smoothing);
  return detail::loss_of_entries(name, prediction, target, options, [&](const Expr& p, const Expr& target_of_p) {
    const Expr t = detail::smoothed(target_of_p, options.label_smoothing);
    if (options.from_logits) return sigmoid_cross_entropy(p, t);
    return -detail::times_log(t, p) - detail::times_log_of_rest(1 - t, p);
  });
}

Expr categorical_cross_entropy(const Operand& prediction, const Operand& target, const CrossEntropyOptions& options) {
  constexpr auto name = "categorical_cross_entropy";
  detail::require_smoothing(name, prediction.where(), options.label_smoothing);
  return detail::loss_of_rows(name, prediction, target, options,
                              [&](const Expr& p, const Expr& t) { return categorical(p, t, options); });
}

Expr sparse_categorical_cross_entropy(const Operand& prediction, const Operand& labels,
                                      const CrossEntropyOptions& options) {
  constexpr auto name = "sparse_categorical_cross_entropy";
  const Provenance at(prediction.where());
  detail::require_smoothing(name, prediction.where(), options.label_smoothing);
  const Expr p = prediction.expr(), y = labels.expr();
  const detail::Examples examples = detail::placed(name, prediction.where(), detail::shown(p, y, options), [&] {
    detail::require_labels(y.type());
    const Shape rows = detail::without_classes(detail::floats(p.type()).shape);
    if (!(y.shape() == rows))
      throw Error("labels of " + to_string(y.shape()) + " do not fit a prediction of " + to_string(p.shape()) +
                  ", which wants " + to_string(rows));
    return detail::Examples({p.dtype(), rows}, options);
  });
  return examples.reduced(sparse(examples.counted(p), examples.counted(y), options));
}

}  // namespace nabla
