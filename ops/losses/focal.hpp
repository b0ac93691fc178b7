#pragma once

#include <optional>

#include <nabla/graph/operand.hpp>
#include <nabla/ops/losses/options.hpp>

namespace nabla {

// Cross-entropies in which what is nearly right counts for less, by (1 - probability of the right class)^gamma (Lin et
// al., "Focal loss for dense object detection"); as in Keras, except that probabilities are taken as they are
// (losses/classification.hpp), and that from logits that factor loses no digits either.

struct FocalOptions {
  double gamma = 2;
  /// Binary: the weight of class 1, where class 0 has 1 - alpha; all alike without. Categorical: a factor of the whole,
  /// 0.25 without, as in Keras.
  std::optional<double> alpha = {};
  // As CrossEntropyOptions.
  bool from_logits = false;
  double label_smoothing = 0;
  Reduction reduction = Reduction::mean;
  Expr weights = {};
  Expr mask = {};

  operator LossOptions() const { return {reduction, weights, mask}; }
};

/// (1 - q)^gamma times the binary cross-entropy, of numbers, where q = target p + (1 - target) (1 - p).
Expr binary_focal_cross_entropy(const Operand& prediction, const Operand& target, const FocalOptions& options = {});

/// -alpha sum(target (1 - p)^gamma log(p)) over the last axis, the classes.
Expr categorical_focal_cross_entropy(const Operand& prediction, const Operand& target,
                                     const FocalOptions& options = {});

}  // namespace nabla
