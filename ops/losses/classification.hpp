#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

// Cross-entropies; losses/options.hpp says how they become one number. From logits they neither overflow nor lose
// digits, and are to be preferred. Probabilities are taken as they are: neither clipped, which would end the gradient
// of a hopeless example (Keras does so at 1e-7), nor made to add up to 1. A wrong probability of 0 thus costs infinity;
// one that the target does not ask for costs nothing.

struct CrossEntropyOptions {
  /// The predictions are logits, whose sigmoid or softmax are the probabilities.
  bool from_logits = false;
  /// s in [0, 1]: targets are moved by s towards all classes being alike, to (1 - s) target + s / 2 where there are two
  /// classes, + s / n of n.
  double label_smoothing = 0;
  // As LossOptions.
  Reduction reduction = Reduction::mean;
  Expr weights = {};
  Expr mask = {};

  operator LossOptions() const { return {reduction, weights, mask}; }
};

/// -target log(p) - (1 - target) log(1 - p), of numbers: each is a question of its own.
Expr binary_cross_entropy(const Operand& prediction, const Operand& target, const CrossEntropyOptions& options = {});

/// -sum(target log(p)) over the last axis, the classes.
Expr categorical_cross_entropy(const Operand& prediction, const Operand& target,
                               const CrossEntropyOptions& options = {});

/// -log(p[label]) over the last axis, the classes: a prediction [..., n] and labels [...] of i32 or i64. Error, when it
/// is computed, for a label that is not in [0, n) and not masked.
Expr sparse_categorical_cross_entropy(const Operand& prediction, const Operand& labels,
                                      const CrossEntropyOptions& options = {});

}  // namespace nabla
