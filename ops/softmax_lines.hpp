#pragma once
// Private: how softmax, log_softmax and logsumexp are computed.

#include <cstddef>

#include <nabla/graph/view.hpp>
#include <nabla/ops/rows.hpp>

namespace nabla::detail {

/// The lines of x along one axis, and any of their functions, from the same passes over a line.
struct SoftmaxLines {
  SoftmaxLines(const View& values, int axis) : x(values), layout(values.sizes, axis) {}

  const View& x;
  Rows layout;
  const Out* logsumexp = nullptr;    // null: not wanted
  const Out* softmax = nullptr;      // likewise; may lie where x is, unless log_softmax is wanted too
  const Out* log_softmax = nullptr;  // likewise; may lie where x is

  std::size_t lines() const { return layout.outer * layout.inner; }
  /// The lines [first, last). Neither allocates nor throws.
  void compute(std::size_t first, std::size_t last) const;
};

}  // namespace nabla::detail
