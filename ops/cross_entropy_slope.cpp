#include <nabla/ops/cross_entropy_slope.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/cross_entropy_rows.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/softmax.hpp>

namespace nabla {
namespace {

/// The type of the slopes, given that of the losses.
Type slopes(const Type& logits, const Type& losses, const Type& scale) {
  if (scale.dtype != logits.dtype || !(scale.shape.rank() == 0 || scale.shape == losses.shape))
    throw Error("a scale of " + to_string(scale) + " does not fit losses of " + to_string(losses));
  return logits;
}

void compute(const View& logits, const View& targets, const View& scale, const Out& y) {
  const detail::CrossEntropyRows all{logits, targets, nullptr, &y, &scale};
  all.compute(0, all.rows());
}

Expr column(const Expr& scale) { return scale.rank() == 0 ? scale : expand_dims(scale, -1); }

/// The cotangent of the scale, of slopes that are y at a scale of 1.
Expr of_scale(const Expr& scale, const Expr& y, const Expr& dy) {
  return scale.rank() == 0 ? sum(y * dy) : sum(y * dy, -1);
}

/// One scale for all stays so; one that has the further axis is repeated for the rows of each.
Expr mapped(const Batch& x) {
  const Expr logits = with_axis(x, 0);
  Expr scale = x[2];
  if (x.has_axis(2) || x.rank(2) > 0) {
    const std::size_t rows = logits.rank() - 1;  // its axes
    scale = broadcast_to(aligned(x, 2, rows - 1), detail::without(logits.shape(), rows));
  }
  return make(x.node()->shared_op(), Exprs{logits, with_axis(x, 1), scale}, x.node()->where());
}

}  // namespace

Type SparseSoftmaxCrossEntropySlope::infer(const Type& logits, const Type& labels, const Type& scale) const {
  return slopes(logits, detail::losses_of_labels(logits, labels), scale);
}

void SparseSoftmaxCrossEntropySlope::eval(const View& logits, const View& labels, const View& scale,
                                          const Out& y) const {
  compute(logits, labels, scale, y);
}

Cotangents SparseSoftmaxCrossEntropySlope::pullback(const Expr& logits, const Expr& labels, const Expr& scale,
                                                    const Expr&, const Expr& dy) const {
  const Expr s = softmax(logits), u = dy * column(scale);
  const Expr y = s - one_hot(labels, logits.shape()[logits.rank() - 1], logits.dtype());
  return {s * (u - sum(u * s, -1, keepdims)), disconnected, of_scale(scale, y, dy)};
}

Expr SparseSoftmaxCrossEntropySlope::batch(const Batch& x) const { return mapped(x); }

Type SoftmaxCrossEntropySlope::infer(const Type& logits, const Type& probabilities, const Type& scale) const {
  return slopes(logits, detail::losses_of_probabilities(logits, probabilities), scale);
}

void SoftmaxCrossEntropySlope::eval(const View& logits, const View& probabilities, const View& scale,
                                    const Out& y) const {
  compute(logits, probabilities, scale, y);
}

Cotangents SoftmaxCrossEntropySlope::pullback(const Expr& logits, const Expr& probabilities, const Expr& scale,
                                              const Expr&, const Expr& dy) const {
  const Expr s = softmax(logits), all = sum(probabilities, -1, keepdims), u = dy * column(scale);
  const Expr along = sum(u * s, -1, keepdims);
  return {s * all * (u - along), along - u, of_scale(scale, s * all - probabilities, dy)};
}

Expr SoftmaxCrossEntropySlope::batch(const Batch& x) const { return mapped(x); }

Expr sparse_softmax_cross_entropy_slope(const Operand& logits, const Operand& labels, const Operand& scale) {
  return apply(SparseSoftmaxCrossEntropySlope{}, logits.where(), logits.expr(), labels.expr(), scale.meeting(logits));
}

Expr softmax_cross_entropy_slope(const Operand& logits, const Operand& probabilities, const Operand& scale) {
  return apply(SoftmaxCrossEntropySlope{}, logits.where(), logits.meeting(probabilities), probabilities.meeting(logits),
               scale.meeting(logits));
}

}  // namespace nabla
