#pragma once

#include <nabla/graph/expr.hpp>

namespace nabla {

// Every loss takes the prediction first and the target second. (In Keras it is the other way round.) Their shapes are
// equal, or one is a C++ number; [batch, 1] against [batch] would silently compare all pairs, so it is an error. Both
// are of one float dtype, and the gradient flows to both.
//
// A loss is computed for each example. The losses of a whole vector, such as a categorical cross-entropy, take the
// last axis as that vector: [batch, n] has `batch` losses, [n] one, of rank 0. The losses of numbers, such as a squared
// error, take the mean over the last axis, but a prediction of rank 1 is a batch of numbers, each an example of its own
// (Keras takes it as one example). What becomes of the losses then is for the options to say.

/// none: a loss for each example. sum: their sum. mean: their sum by the number of examples, those that the mask leaves
/// out not counted; it is Keras's "sum_over_batch_size".
enum class Reduction { none, sum, mean };

/// What every loss can be asked for.
struct LossOptions {
  Reduction reduction = Reduction::mean;
  /// A factor for each example's loss, of the losses' dtype and shape; axes of size 1 stretch. The mean is that of the
  /// weighted losses: it divides by the number of examples, not by the sum of the weights. The gradient flows to them.
  Expr weights = {};
  /// A b8, true for the examples that count, of the losses' shape; axes of size 1 stretch. The others have the loss 0
  /// and give exactly 0 to the gradient of prediction, target and weight, even where these are NaN or infinite; their
  /// labels need not be valid. If no example counts, the mean is 0.
  Expr mask = {};
};

}  // namespace nabla
