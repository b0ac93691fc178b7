#pragma once
// Products straight from row-major memory, without packing: a block of rows and vectors of C stays in registers while k
// runs, and what becomes of it is the caller's: store(row, column, vector).

#include <algorithm>

#include "vector.hpp"

namespace limit {

inline constexpr size_t kAccumulators = kVecBytes == 64 ? 24 : 12;  // of 32 or 16 registers

/// Element (row, p) of the left operand is a[row * am + p * ak].
struct Left {
  const float* a;
  size_t am, ak;
};
inline Left rows(const float* a, size_t ld) { return {a, ld, 1}; }
inline Left columns(const float* a, size_t ld) { return {a, 1, ld}; }

template <size_t R, size_t V, class Store>
LIMIT_INLINE void block(Left left, size_t row, const float* b, size_t ldb, size_t column, size_t k,
                        const Store& store) {
  Vec c[R][V] = {};
  const float* a = left.a + row * left.am;
  b += column;
  for (size_t p = 0; p < k; ++p, a += left.ak, b += ldb) {
    Vec bs[V];
    unroll<V>([&](auto v) __attribute__((always_inline)) { bs[v] = load(b + v * kLanes); });
    unroll<R>([&](auto r) __attribute__((always_inline)) {
      const Vec x = broadcast(a[r * left.am]);
      unroll<V>([&](auto v) __attribute__((always_inline)) { c[r][v] += x * bs[v]; });
    });
  }
  unroll<R>([&](auto r) __attribute__((always_inline)) {
    unroll<V>([&](auto v) __attribute__((always_inline)) { store(row + r, column + v * kLanes, c[r][v]); });
  });
}

template <size_t R, size_t V, class Store>
LIMIT_INLINE void block_of(size_t count, Left left, size_t row, const float* b, size_t ldb, size_t column, size_t k,
                           const Store& store) {
  if constexpr (R > 0) {
    if (count == R)
      block<R, V>(left, row, b, ldb, column, k, store);
    else
      block_of<R - 1, V>(count, left, row, b, ldb, column, k, store);
  }
}

/// V vectors of columns: the rows in blocks as equal as can be.
template <size_t V, class Store>
__attribute__((noinline)) void panel(Left left, size_t row_begin, size_t row_end, const float* b, size_t ldb,
                                     size_t column, size_t k, const Store& store) {
  constexpr size_t R = std::min<size_t>(kAccumulators / V, 12);
  const size_t m = row_end - row_begin, blocks = (m + R - 1) / R;
  for (size_t i = 0; i < blocks; ++i) {
    const size_t first = row_begin + m * i / blocks, last = row_begin + m * (i + 1) / blocks;
    block_of<R, V>(last - first, left, first, b, ldb, column, k, store);
  }
}

/// C[rows, columns] = left b, where b is [k, ldb]; the columns' number is a multiple of kLanes.
template <class Store>
void product(Left left, std::pair<size_t, size_t> rows, const float* b, size_t ldb, std::pair<size_t, size_t> columns,
             size_t k, const Store& store) {
  constexpr size_t V = kVecBytes == 64 ? 4 : 2;
  size_t j = columns.first;
  for (; j + V * kLanes <= columns.second; j += V * kLanes)
    panel<V>(left, rows.first, rows.second, b, ldb, j, k, store);
  if constexpr (V == 4) {
    for (; j + 2 * kLanes <= columns.second; j += 2 * kLanes)
      panel<2>(left, rows.first, rows.second, b, ldb, j, k, store);
  }
  for (; j < columns.second; j += kLanes) panel<1>(left, rows.first, rows.second, b, ldb, j, k, store);
}

/// y[j, i] = x[i, j] for rows [0, m) and the columns given, both multiples of kLanes.
inline void transpose(const float* x, size_t ldx, size_t m, std::pair<size_t, size_t> columns, float* y, size_t ldy) {
  for (size_t j = columns.first; j < columns.second; j += kLanes) {
    for (size_t i = 0; i < m; i += kLanes) {
      Vec tile[kLanes];
      for (size_t r = 0; r < kLanes; ++r) tile[r] = load(x + (i + r) * ldx + j);
      transpose(tile);
      for (size_t r = 0; r < kLanes; ++r) store(y + (j + r) * ldy + i, tile[r]);
    }
  }
}

}  // namespace limit
