#pragma once
// Private: how the cross-entropies of a softmax and their slopes are computed.

#include <cstddef>

#include <nabla/graph/type.hpp>
#include <nabla/graph/view.hpp>

namespace nabla::detail {

/// Logits [..., n] against targets: labels [...] of integers, or probabilities [..., n]. The losses [...], the slopes
/// [..., n] times a scale that is one number or has one for each row, or both from the same pass over the logits.
struct CrossEntropyRows {
  const View& logits;
  const View& targets;
  const Out* losses = nullptr;  // null: not wanted
  const Out* slopes = nullptr;  // likewise; may lie where the logits are
  const View* scale = nullptr;  // of the slopes

  std::size_t rows() const;
  /// The rows [first, last). Error for a label that is not in [0, n).
  void compute(std::size_t first, std::size_t last) const;
};

/// Error for targets of another dtype or shape; `what` they are stands in front of their shape.
void require_same(const Type& logits, const Type& targets, const char* what);
/// The type of the losses. Error where the operands do not fit.
Type losses_of_labels(const Type& logits, const Type& labels);
Type losses_of_probabilities(const Type& logits, const Type& probabilities);

}  // namespace nabla::detail
