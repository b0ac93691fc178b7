#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace nabla::detail {

/// Some of an array's axes, counted through in row-major order. Axes of size 1 are left out and neighbours merged, so
/// that every group has at least two entries, and 64 bits of address hold no more groups than there is room for.
class AxisGroups {
 public:
  struct Group {
    std::size_t size, stride;
  };

  /// Adds an axis outside of those so far, merged with the last one where `adjacent`.
  void push(std::size_t size, std::size_t stride, bool adjacent);

  std::size_t count() const { return count_; }
  /// The number of positions.
  std::size_t positions() const { return positions_; }
  /// The innermost group, and the number of runs along it.
  Group inner() const { return count_ ? groups_[0] : Group{1, 1}; }
  std::size_t runs() const { return positions_ / inner().size; }
  /// Where a position, and where a run, begins in the array.
  std::size_t offset(std::size_t position) const { return offset_from(0, position); }
  std::size_t run_offset(std::size_t run) const { return offset_from(1, run); }

 private:
  std::size_t offset_from(std::size_t group, std::size_t position) const;

  std::array<Group, 64> groups_;  // innermost first; the rest is not read
  std::size_t count_ = 0;
  std::size_t positions_ = 1;
};

/// How a reduction walks its operand: the kept axes lead to the results, the reduced ones to each result's entries.
/// Neither allocates nor throws: it is made in eval(). Only the two counts mean something when one of them is 0.
class ReduceLoop {
 public:
  ReduceLoop(std::span<const std::int64_t> sizes, std::span<const int> axes);

  std::size_t results() const { return results_; }
  /// The number of entries that make one result.
  std::size_t entries() const { return entries_; }
  const AxisGroups& kept() const { return kept_; }
  const AxisGroups& reduced() const { return reduced_; }

  /// The reduced axes are neighbours, so the operand is [outer, entries, inner] for a kernel.
  bool is_single() const { return reduced_.count() <= 1; }
  std::size_t inner() const { return reduced_.count() ? reduced_.inner().stride : results_; }
  std::size_t outer() const { return results_ / inner(); }

 private:
  AxisGroups kept_, reduced_;
  std::size_t results_ = 1, entries_ = 1;
};

/// How many neighbouring lines an operation along one axis takes at a time, with something on the stack for each.
inline constexpr std::size_t lines_at_a_time = 256;

/// Calls body(begin, line, width) for so many lines of a single axis: where the first begins in the operand, and its
/// number. Their entries are loop.inner() apart; there are some.
template <class Body>
void each_lines(const ReduceLoop& loop, Body&& body) {
  const std::size_t n = loop.entries(), inner = loop.inner();
  for (std::size_t outer = 0; outer < loop.outer(); ++outer)
    for (std::size_t j = 0; j < inner; j += lines_at_a_time)
      body(outer * n * inner + j, outer * inner + j, std::min(lines_at_a_time, inner - j));
}

}  // namespace nabla::detail
