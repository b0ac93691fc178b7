#pragma once
// Register blocks of matrix products: a block of the result stays in registers while the inner index runs, straight
// from row-major memory or from packed panels (pack.hpp).

#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

// kHeights[v] rows and v vectors of columns fill the registers: with accumulators, one row of b and a broadcast of a.
#if defined(__AVX512F__)
inline constexpr size_t kVectors = 4;
inline constexpr size_t kHeights[] = {0, 12, 12, 8, 6};
#elif defined(__AVX2__)
inline constexpr size_t kVectors = 2;
inline constexpr size_t kHeights[] = {0, 8, 6};
#else
inline constexpr size_t kVectors = 3;
inline constexpr size_t kHeights[] = {0, 8, 4, 4};
#endif
template <class T>
inline constexpr size_t kWidth = kVectors* kLanes<T>;  // columns of a block

/// a(i, p) = data[i * row + p * column], transposed or not; b and c have unit steps in their rows.
template <class T>
struct Left {
  const T* data;
  size_t row, column;
};
template <class T>
struct Rows {
  T* data;
  size_t row;
};

/// Where sums go: c = alpha sum + beta addend + bias, or c = sum where it is plain.
template <class T>
struct Target {
  T* c;
  size_t row;  // from one row of c, and of the addend, to the next
  const T* addend;
  const T* bias;
  T alpha, beta;
  bool plain;

  NABLA_INLINE void move(size_t rows, size_t columns) {
    c += rows * row + columns;
    if (addend != nullptr) addend += rows * row + columns;
    if (bias != nullptr) bias += columns;
  }
  NABLA_INLINE Target at(size_t i, size_t j) const {
    Target to = *this;
    to.move(i, j);
    return to;
  }
  /// n lanes of row i from column j on.
  NABLA_INLINE void put(size_t i, size_t j, Vec<T> sum, size_t n) const {
    if (!plain) {
      sum *= alpha;
      if (addend != nullptr) sum += load(addend + i * row + j, n) * beta;
      if (bias != nullptr) sum += load(bias + j, n);
    }
    store(c + i * row + j, sum, n);
  }
};

/// kM rows, kN vectors of columns, of which the last holds `last` elements if kTail, and `depth` steps of the inner
/// index.
template <class T, size_t kM, size_t kN, bool kTail, bool kPacked>
NABLA_INLINE void block(Left<T> a, Rows<const T> b, const Target<T>& c, size_t depth, size_t last) {
  Vec<T> sum[kM][kN] = {};
  for (size_t p = 0; p < depth; ++p) {
    Vec<T> v[kN];
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) {
      const T* from = b.data + p * b.row + j * kLanes<T>;
      v[j] = kTail && !kPacked && j + 1 == kN ? load_part(from, last) : load(from);
    }
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) {
      const T x = a.data[i * a.row + p * a.column];
      NABLA_UNROLL
      for (size_t j = 0; j < kN; ++j) sum[i][j] += v[j] * x;
    }
  }
  NABLA_UNROLL
  for (size_t i = 0; i < kM; ++i) {
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) c.put(i, j * kLanes<T>, sum[i][j], kTail && j + 1 == kN ? last : kLanes<T>);
  }
}

/// One block of kM rows, where m has a bit for it: the rows that a block of full height leaves.
template <class T, size_t kM, size_t kN, bool kTail, bool kPacked>
NABLA_INLINE void rest(Left<T> a, Rows<const T> b, Target<T> c, size_t m, size_t depth, size_t last) {
  if (m & kM) {
    block<T, kM, kN, kTail, kPacked>(a, b, c, depth, last);
    a.data += kM * a.row;
    c.move(kM, 0);
  }
  if constexpr (kM > 1) rest<T, kM / 2, kN, kTail, kPacked>(a, b, c, m, depth, last);
}

/// All m rows of kN vectors of columns.
template <class T, size_t kN, bool kTail, bool kPacked>
void strip(Left<T> a, Rows<const T> b, Target<T> c, size_t m, size_t depth, size_t last) {
  constexpr size_t kM = kHeights[kN];
  for (; m >= kM; m -= kM, a.data += kM * a.row, c.move(kM, 0)) {
    block<T, kM, kN, kTail, kPacked>(a, b, c, depth, last);
  }
  rest<T, (kM > 8 ? 8 : 4), kN, kTail, kPacked>(a, b, c, m, depth, last);
}

/// All m rows of `width` <= kWidth columns.
template <class T, bool kPacked, size_t kN = kVectors>
NABLA_INLINE void columns(Left<T> a, Rows<const T> b, const Target<T>& c, size_t m, size_t depth, size_t width) {
  if constexpr (kN > 1) {
    if (width <= (kN - 1) * kLanes<T>) return columns<T, kPacked, kN - 1>(a, b, c, m, depth, width);
  }
  const size_t last = width - (kN - 1) * kLanes<T>;
  if (last == kLanes<T>) return strip<T, kN, false, kPacked>(a, b, c, m, depth, last);
  strip<T, kN, true, kPacked>(a, b, c, m, depth, last);
}

/// c = a b for kM rows, few enough to leave registers for longer stretches of b's rows.
template <class T, size_t kM>
void wide(Left<T> a, Rows<const T> b, Target<T> c, size_t k, size_t n) {
  constexpr size_t kColumns = 8 / kM * kLanes<T>;
  for (; n >= kColumns; n -= kColumns, b.data += kColumns, c.move(0, kColumns)) {
    block<T, kM, 8 / kM, false, false>(a, b, c, k, kLanes<T>);
  }
  for (size_t j = 0; j < n; j += kWidth<T>) {
    columns<T, false>(a, {b.data + j, b.row}, c.at(0, j), kM, k, smaller(kWidth<T>, n - j));
  }
}

/// kM x kN dot products of rows of a and rows of the transpose of b, both with k entries.
template <class T, size_t kM, size_t kN>
NABLA_INLINE void dot_block(const T* a, const T* b, const Target<T>& c, size_t k) {
  Vec<T> sum[kM][kN] = {};
  for (size_t p = 0; p < k; p += kLanes<T>) {
    const size_t steps = smaller(kLanes<T>, k - p);
    Vec<T> v[kM];
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) v[i] = load(a + i * k + p, steps);
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) {
      const Vec<T> w = load(b + j * k + p, steps);
      NABLA_UNROLL
      for (size_t i = 0; i < kM; ++i) sum[i][j] += v[i] * w;
    }
  }
  NABLA_UNROLL
  for (size_t i = 0; i < kM; ++i) {
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) {
      T value = sum_lanes<T>(sum[i][j]);
      if (!c.plain) {
        value *= c.alpha;
        if (c.addend != nullptr) value += c.addend[i * c.row + j] * c.beta;
        if (c.bias != nullptr) value += c.bias[j];
      }
      c.c[i * c.row + j] = value;
    }
  }
}

/// kM rows of a and n rows of the transpose of b.
template <class T, size_t kM>
NABLA_INLINE void dot_rows(const T* a, const T* b, Target<T> c, size_t k, size_t n) {
  constexpr size_t kN = 8 / kM;
  for (; n >= kN; n -= kN, b += kN * k, c.move(0, kN)) dot_block<T, kM, kN>(a, b, c, k);
  for (; n > 0; --n, b += k, c.move(0, 1)) dot_block<T, kM, 1>(a, b, c, k);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
