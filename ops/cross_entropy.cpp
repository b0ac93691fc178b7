#include <nabla/ops/cross_entropy.hpp>

#include <algorithm>
#include <cmath>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/cross_entropy_rows.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>

namespace nabla {
namespace {

constexpr std::size_t tile = 256;  // entries at a time, on the stack

}  // namespace

Type SparseSoftmaxCrossEntropy::infer(const Type& logits, const Type& labels) const {
  return detail::losses_of_labels(logits, labels);
}

void SparseSoftmaxCrossEntropy::eval(const View& logits, const View& labels, const Out& y) const {
  detail::CrossEntropyRows{logits, labels, &y}.compute(0, y.elements());
}

Cotangents SparseSoftmaxCrossEntropy::pullback(const Expr& logits, const Expr& labels, const Expr&,
                                               const Expr& dy) const {
  const Dim& classes = logits.shape()[logits.rank() - 1];
  return {(softmax(logits) - one_hot(labels, classes, logits.dtype())) * expand_dims(dy, -1), disconnected};
}

Type SoftmaxCrossEntropy::infer(const Type& logits, const Type& probabilities) const {
  return detail::losses_of_probabilities(logits, probabilities);
}

void SoftmaxCrossEntropy::eval(const View& logits, const View& probabilities, const Out& y) const {
  detail::CrossEntropyRows{logits, probabilities, &y}.compute(0, y.elements());
}

Cotangents SoftmaxCrossEntropy::pullback(const Expr& logits, const Expr& probabilities, const Expr&,
                                         const Expr& dy) const {
  const Expr column = expand_dims(dy, -1);
  return {(softmax(logits) * sum(probabilities, -1, keepdims) - probabilities) * column, -log_softmax(logits) * column};
}

Type SigmoidCrossEntropy::infer(const Type& logits, const Type& targets) const {
  detail::require_same(detail::floats(logits), targets, "targets of ");
  return logits;
}

void SigmoidCrossEntropy::eval(const View& logits, const View& targets, const Out& y) const {
  dispatch_float(logits.dtype, [&]<class T>() {
    const std::span<const T> x = logits.span<T>(), t = targets.span<T>();
    T tail[tile];  // log1p(exp(-|x|)) = softplus(-|x|)
    for (std::size_t from = 0; from < x.size(); from += tile) {
      const std::size_t n = std::min(tile, x.size() - from);
      for (std::size_t j = 0; j < n; ++j) tail[j] = -std::abs(x[from + j]);
      detail::pick<T>(kernels::kernels().softplus)(tail, tail, n, 0);
      for (std::size_t i = from; i < from + n; ++i) {
        // max(x, 0) - x t, which is 0, not inf - inf, for an infinite x that is right
        const T slope = x[i] > 0 ? 1 - t[i] : -t[i];
        y.as<T>()[i] = (slope == T(0) ? T(0) : x[i] * slope) + tail[i - from];
      }
    }
  });
}

// sigmoid(x) - t, as (1 - t) sigmoid(x) - t sigmoid(-x): no digits cancel where a prediction is nearly right.
Cotangents SigmoidCrossEntropy::pullback(const Expr& logits, const Expr& targets, const Expr&, const Expr& dy) const {
  const Expr slope = (1 - targets) * sigmoid(logits) - targets * sigmoid(-logits);
  return {slope * dy, -logits * dy};
}

Expr sparse_softmax_cross_entropy(const Operand& logits, const Operand& labels) {
  return apply(SparseSoftmaxCrossEntropy{}, logits.where(), logits.expr(), labels.expr());
}

Expr softmax_cross_entropy(const Operand& logits, const Operand& probabilities) {
  return apply(SoftmaxCrossEntropy{}, logits.where(), logits.meeting(probabilities), probabilities.meeting(logits));
}

Expr sigmoid_cross_entropy(const Operand& logits, const Operand& targets) {
  const Provenance at(logits.where());
  const Expr x = logits.meeting(targets), t = targets.meeting(logits);
  return apply(SigmoidCrossEntropy{}, logits.where(), x, targets.is_number() ? broadcast_to(t, x.shape()) : t);
}

}  // namespace nabla
