#pragma once
// Private: how elementwise operations walk operands that are repeated along some axes.

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include <nabla/ops/broadcast.hpp>

namespace nabla {

/// A walk over the entries of a contiguous result of `sizes` and of N contiguous operands that broadcast to it.
/// Neighbouring axes that every operand walks alike are one axis here, so [128, 512] + [512] is 128 rows and [128, 512]
/// + [] a single one. Along a row each operand's step is 0 (one entry, repeated) or 1. Allocates nothing.
template <std::size_t N>
class BroadcastLoop {
 public:
  using Sizes = std::span<const std::int64_t>;
  using Offsets = std::array<std::size_t, N>;

  BroadcastLoop(Sizes sizes, const std::array<Sizes, N>& operands) {
    Offsets stride;  // of each operand's own axes
    stride.fill(1);
    for (std::size_t right = 1; right <= sizes.size(); ++right) {  // innermost first, counted from the right
      const auto size = static_cast<std::size_t>(sizes[sizes.size() - right]);
      empty_ = empty_ || size == 0;
      if (size == 1) continue;
      Offsets step{};
      for (std::size_t k = 0; k < N; ++k) {
        const bool repeated = right > operands[k].size() || operands[k][operands[k].size() - right] == 1;
        if (repeated) continue;
        step[k] = stride[k];
        stride[k] *= size;
      }
      append(size, step);
    }
  }

  /// Calls body(offsets, at, n, steps) for each row: operand k's entries are at offsets[k] + i * steps[k], the result's
  /// at `at` + i, for i < n.
  template <class Body>
  void run(Body&& body) const {
    if (empty_) return;
    Offsets offsets{};
    const std::size_t n = rank_ == 0 ? 1 : axes_[0].size;
    const Offsets steps = rank_ == 0 ? Offsets{} : axes_[0].step;
    std::array<std::size_t, max_broadcast_rank> index{};
    std::size_t at = 0;
    while (true) {
      body(offsets, at, n, steps);
      at += n;
      std::size_t axis = 1;  // the odometer's wheels; the row itself is axis 0
      for (; axis < rank_; ++axis) {
        for (std::size_t k = 0; k < N; ++k) offsets[k] += axes_[axis].step[k];
        if (++index[axis] < axes_[axis].size) break;
        for (std::size_t k = 0; k < N; ++k) offsets[k] -= axes_[axis].step[k] * axes_[axis].size;
        index[axis] = 0;
      }
      if (axis >= rank_) return;
    }
  }

 private:
  struct Axis {
    std::size_t size;
    Offsets step;
  };

  void append(std::size_t size, const Offsets& step) {
    if (rank_ > 0 && continues(axes_[rank_ - 1], step)) {
      axes_[rank_ - 1].size *= size;
      return;
    }
    assert(rank_ < axes_.size());  // infer() refuses to stretch beyond, and without stretching there is one axis
    axes_[rank_++] = {size, step};
  }
  /// Does every operand go on where the inner axis ends, or stand still on both?
  static bool continues(const Axis& inner, const Offsets& step) {
    for (std::size_t k = 0; k < N; ++k)
      if (step[k] != inner.step[k] * inner.size) return false;
    return true;
  }

  std::array<Axis, max_broadcast_rank> axes_;  // innermost first; only the first rank_ are set
  std::size_t rank_ = 0;
  bool empty_ = false;
};

}  // namespace nabla
