#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

struct SparseSoftmaxCrossEntropySlope {
  static constexpr auto name = "sparse_softmax_cross_entropy_slope";
  Type infer(const Type& logits, const Type& labels, const Type& scale) const;
  void eval(const View& logits, const View& labels, const View& scale, const Out& y) const;
  Cotangents pullback(const Expr& logits, const Expr& labels, const Expr& scale, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

struct SoftmaxCrossEntropySlope {
  static constexpr auto name = "softmax_cross_entropy_slope";
  Type infer(const Type& logits, const Type& probabilities, const Type& scale) const;
  void eval(const View& logits, const View& probabilities, const View& scale, const Out& y) const;
  Cotangents pullback(const Expr& logits, const Expr& probabilities, const Expr& scale, const Expr& y,
                      const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// (softmax(logits) - one_hot(labels)) * scale over the last axis: logits [..., n] of floats, labels [...] of i32 or
/// i64, and a scale [...], or [], of the logits' dtype give [..., n]. It is the gradient of
/// sum(scale * sparse_softmax_cross_entropy(logits, labels)), which Functions compute in one pass with the losses.
/// Right to the last digits where a softmax is nearly 1 at its label. Error, when it is computed, for a label that is
/// not in [0, n).
Expr sparse_softmax_cross_entropy_slope(const Operand& logits, const Operand& labels, const Operand& scale);

/// (softmax(logits) * sum(probabilities, -1, keepdims) - probabilities) * scale, likewise: the gradient of
/// sum(scale * softmax_cross_entropy(logits, probabilities)).
Expr softmax_cross_entropy_slope(const Operand& logits, const Operand& probabilities, const Operand& scale);

}  // namespace nabla
