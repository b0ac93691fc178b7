#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

struct SparseSoftmaxCrossEntropy {
  static constexpr auto name = "sparse_softmax_cross_entropy";
  Type infer(const Type& logits, const Type& labels) const;
  void eval(const View& logits, const View& labels, const Out& y) const;
  Cotangents pullback(const Expr& logits, const Expr& labels, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

struct SoftmaxCrossEntropy {
  static constexpr auto name = "softmax_cross_entropy";
  Type infer(const Type& logits, const Type& probabilities) const;
  void eval(const View& logits, const View& probabilities, const Out& y) const;
  Cotangents pullback(const Expr& logits, const Expr& probabilities, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

struct SigmoidCrossEntropy {
  static constexpr auto name = "sigmoid_cross_entropy";
  static constexpr bool elementwise = true;
  Type infer(const Type& logits, const Type& targets) const;
  void eval(const View& logits, const View& targets, const Out& y) const;
  Cotangents pullback(const Expr& logits, const Expr& targets, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// -log(softmax(logits))[label] over the last axis: logits [..., n] of floats and labels [...] of i32 or i64 give
/// [...]. Never overflows, and right to the last digits where the loss is tiny. Error, when it is computed, for a label
/// that is not in [0, n). The gradient is softmax(logits) - one_hot(labels); none flows to the labels.
Expr sparse_softmax_cross_entropy(const Operand& logits, const Operand& labels);

/// -sum(probabilities * log(softmax(logits))) over the last axis, of floats [..., n] both, gives [...]. A probability
/// of 0 gives 0, whatever its logit. They need not add up to 1, and the gradient flows to them too.
Expr softmax_cross_entropy(const Operand& logits, const Operand& probabilities);

/// -t log(sigmoid(x)) - (1 - t) log(1 - sigmoid(x)) for each logit x and target t, of the same shape, or t a number; as
/// max(x, 0) - x t + log1p(exp(-|x|)), which never overflows. A t of 0 or 1 keeps all digits in value and gradient.
Expr sigmoid_cross_entropy(const Operand& logits, const Operand& targets);

}  // namespace nabla
