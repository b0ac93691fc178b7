#pragma once
// Copies of the operands of a product in the order in which register blocks (block.hpp) read them.

#include <nabla/kernels/block.hpp>
#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

inline constexpr size_t kDepth = 288;  // rows of a panel at most: the inner index goes in slabs of about equal depth
inline constexpr size_t kChunk = 12;   // rows of a that go through a panel at a time
template <class T>
inline constexpr size_t kPanel = 160 * 1024 / sizeof(T);  // elements: a panel stays in the second-level cache

/// Copies `depth` rows of `width` <= kWidth columns, filled up with 0 to whole vectors.
template <class T>
NABLA_INLINE void pack(Rows<const T> b, T* panel, size_t depth, size_t width) {
  for (size_t p = 0; p < depth; ++p) {
    for (size_t j = 0; j < width; j += kLanes<T>) {
      store<T>(panel + p * kWidth<T> + j, load(b.data + p * b.row + j, smaller(kLanes<T>, width - j)));
    }
  }
}

/// The same from the transpose of b, by square tiles.
template <class T>
void pack_transposed(Rows<const T> b, T* panel, size_t depth, size_t width) {
  for (size_t j = 0; j < width; j += kLanes<T>) {
    const size_t rows = smaller(kLanes<T>, width - j);
    for (size_t p = 0; p < depth; p += kLanes<T>) {
      const size_t steps = smaller(kLanes<T>, depth - p);
      const T* from = b.data + j * b.row + p;
      T* to = panel + p * kWidth<T> + j;
      Vec<T> tile[kLanes<T>];
      if (rows == kLanes<T> && steps == kLanes<T>) {
        NABLA_UNROLL
        for (size_t i = 0; i < kLanes<T>; ++i) tile[i] = load(from + i * b.row);
        transpose<T>(tile);
        NABLA_UNROLL
        for (size_t i = 0; i < kLanes<T>; ++i) store<T>(to + i * kWidth<T>, tile[i]);
        continue;
      }
      NABLA_UNROLL
      for (size_t i = 0; i < kLanes<T>; ++i) tile[i] = i < rows ? load(from + i * b.row, steps) : Vec<T>{};
      transpose<T>(tile);
      NABLA_UNROLL
      for (size_t i = 0; i < kLanes<T>; ++i) {
        if (i < steps) store<T>(to + i * kWidth<T>, tile[i]);
      }
    }
  }
}

/// Copies `rows` <= kChunk rows of a transposed a. Whole vectors, so that what spills over into the next step is
/// overwritten by it, and past the last one there must be room.
template <class T>
NABLA_INLINE Left<T> pack_left(Left<T> a, T* chunk, size_t rows, size_t depth) {
  for (size_t p = 0; p < depth; ++p) {
    for (size_t i = 0; i < rows; i += kLanes<T>) {
      store<T>(chunk + p * kChunk + i, load(a.data + p * a.column + i, smaller(kLanes<T>, rows - i)));
    }
  }
  return {chunk, 1, kChunk};
}

/// Packs `width` columns and `depth` rows of b, or of its transpose, block after block.
template <class T>
void pack_panel(Rows<const T> b, bool transpose_b, T* panel, size_t depth, size_t width) {
  for (size_t s = 0; s < width; s += kWidth<T>, panel += depth * kWidth<T>) {
    const size_t columns = smaller(kWidth<T>, width - s);
    if (transpose_b) {
      pack_transposed<T>({b.data + s * b.row, b.row}, panel, depth, columns);
    } else {
      pack<T>({b.data + s, b.row}, panel, depth, columns);
    }
  }
}

inline constexpr size_t kTurned = 96;  // columns of c' that are turned at a time: whole blocks and whole tiles

/// c, of m <= kWidth rows and n columns, from the array of its columns.
template <class T>
void put_turned(const T* array, const Target<T>& c, size_t m, size_t n) {
  for (size_t j = 0; j < n; j += kLanes<T>) {
    const size_t last = smaller(kLanes<T>, n - j);
    for (size_t i = 0; i < m; i += kLanes<T>) {
      Vec<T> tile[kLanes<T>];
      NABLA_UNROLL
      for (size_t r = 0; r < kLanes<T>; ++r) tile[r] = load(array + (j + r) * kWidth<T> + i);
      transpose<T>(tile);
      Vec<T> sum[kLanes<T>][1];
      NABLA_UNROLL
      for (size_t r = 0; r < kLanes<T>; ++r) sum[r][0] = tile[r];
      if (last == kLanes<T> && i + kLanes<T> <= m) {
        put<T, kLanes<T>, 1, false>(sum, c.at(i, j), last);
        continue;
      }
      for (size_t r = 0; i + r < smaller(m, i + kLanes<T>); ++r) {
        Vec<T> one[1][1] = {{sum[r][0]}};
        if (last == kLanes<T>)
          put<T, 1, 1, false>(one, c.at(i + r, j), last);
        else
          put<T, 1, 1, true>(one, c.at(i + r, j), last);
      }
    }
  }
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
