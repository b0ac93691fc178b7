#pragma once
// Private: how the operations that move rows about see an array.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include <nabla/graph/error.hpp>
#include <nabla/graph/view.hpp>
#include <nabla/ops/axes.hpp>

namespace nabla::detail {

/// The product of some sizes.
inline std::size_t count_of(std::span<const std::int64_t> sizes) {
  std::size_t product = 1;
  for (const std::int64_t size : sizes) product *= static_cast<std::size_t>(size);
  return product;
}

/// An array along one axis: `outer` blocks of `n` rows of `inner` entries.
struct Rows {
  std::size_t outer, n, inner;
  Rows(std::span<const std::int64_t> sizes, int axis) {
    const std::size_t at = normalized_axis(axis, sizes.size());
    outer = count_of(sizes.first(at));
    n = static_cast<std::size_t>(sizes[at]);
    inner = count_of(sizes.subspan(at + 1));
  }
};

/// Which rows of an axis a slice means: row i of its `count` is the axis' row first + i * step.
struct RowSteps {
  std::ptrdiff_t first, step;
  std::size_t count;

  /// `from` is the lowest of the rows, and where a walk backwards ends. Error where the axis does not have them all.
  RowSteps(const View& from, std::size_t rows, int by, int axis, std::size_t n) : first(0), step(by), count(rows) {
    if (count == 0) return;
    const std::int64_t lowest = *from.as<std::int64_t>();
    const std::int64_t span = static_cast<std::int64_t>(count - 1) * (by < 0 ? -std::int64_t{by} : by);
    if (lowest < 0 || lowest + span >= static_cast<std::int64_t>(n))
      throw Error("entries " + std::to_string(lowest) + " to " + std::to_string(lowest + span) + " of axis " +
                  std::to_string(axis) + " are wanted, which has " + std::to_string(n));
    first = by < 0 ? lowest + span : lowest;
  }
};

/// Copies `count` rows of `inner` entries; the arrays' rows are x_step and y_step rows apart.
template <class T>
void copy_rows(const T* x, std::ptrdiff_t x_step, T* y, std::ptrdiff_t y_step, std::size_t count, std::size_t inner) {
  const auto row = static_cast<std::ptrdiff_t>(inner);
  if (count == 0 || inner == 0) return;
  if (x_step == 1 && y_step == 1) return static_cast<void>(std::memcpy(y, x, count * inner * sizeof(T)));
  if (inner == 1)
    for (std::size_t i = 0; i < count; ++i, x += x_step, y += y_step) *y = *x;
  else
    for (std::size_t i = 0; i < count; ++i, x += x_step * row, y += y_step * row) std::memcpy(y, x, inner * sizeof(T));
}

}  // namespace nabla::detail
