#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// Work on lines of n entries that do not depend on each other: compute(frame, first, last) does the lines
/// [first, last).
template <class Compute>
class LineTask final : public Task {
 public:
  /// A part begins at a multiple of `together` lines.
  LineTask(std::size_t lines, std::size_t n, std::size_t together, Compute compute)
      : compute_(std::move(compute)), lines_(lines) {
    constexpr std::size_t enough = 30'000;  // entries, some 8 us
    const std::size_t wanted = std::max<std::size_t>(1, enough / std::max<std::size_t>(1, n));
    piece_ = (wanted + together - 1) / together * together;
  }

  std::size_t parts(std::size_t) const override { return std::max<std::size_t>(1, (lines_ + piece_ - 1) / piece_); }
  void run(const Frame& frame, std::size_t, std::size_t first, std::size_t last) const override {
    compute_(frame, first * piece_, std::min(lines_, last * piece_));
  }

 private:
  Compute compute_;
  std::size_t lines_, piece_;
};

template <class Compute>
std::unique_ptr<Task> make_line_task(std::size_t lines, std::size_t n, std::size_t together, Compute compute) {
  return std::make_unique<LineTask<Compute>>(lines, n, together, std::move(compute));
}

}  // namespace nabla::detail
