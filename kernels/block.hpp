#pragma once
// Register blocks of matrix products: a block of the result stays in registers while the inner index runs, straight
// from row-major memory or from a packed panel (pack.hpp).

#include <nabla/kernels/vec.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

// kHeights[v] rows and v vectors of columns fill the registers: with accumulators, one row of b and a broadcast of a.
// kWide[m]: as many vectors of columns for m rows, where they are all.
#if defined(__AVX512F__)
inline constexpr size_t kVectors = 4;
inline constexpr size_t kHeights[] = {0, 12, 12, 8, 6};
inline constexpr size_t kWide[] = {0, 16, 8, 8};
inline constexpr bool kMaskAll = true;  // a mask costs nothing: whole vectors are masked too, by the same code
#elif defined(__AVX2__)
inline constexpr size_t kVectors = 2;
inline constexpr size_t kHeights[] = {0, 8, 6};
inline constexpr size_t kWide[] = {0, 8, 4, 3};
inline constexpr bool kMaskAll = false;
#else
inline constexpr size_t kVectors = 2;
inline constexpr size_t kHeights[] = {0, 8, 6};
inline constexpr size_t kWide[] = {0, 8, 4, 3};
inline constexpr bool kMaskAll = false;
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

template <class T>
inline constexpr T kOne = 1;

/// Where sums go: c = alpha sum + addend, or c = sum where there is no addend.
template <class T>
struct Target {
  T* c;
  size_t row;
  const T* addend;
  size_t addend_row;
  const T* alpha;  // in memory: in a register all the while, it would be missing for the sums

  NABLA_INLINE void move(size_t rows, size_t columns) {
    c += rows * row + columns;
    if (addend != nullptr) addend += rows * addend_row + columns;
  }
  NABLA_INLINE Target at(size_t i, size_t j) const {
    Target to = *this;
    to.move(i, j);
    return to;
  }
};

/// Where a block has its part of b: in memory; in memory, and to be copied into a panel; in a panel, filled up with 0.
enum class From { memory, copied, panel };

/// The first n lanes, 0 < n <= kLanes; all where kPart is false.
template <bool kPart, class T>
NABLA_INLINE Vec<T> load_lanes(const T* p, size_t n) {
  if constexpr (kPart) return load_part(p, n);
  return load(p);
}
template <bool kPart, class T>
NABLA_INLINE void store_lanes(T* p, Vec<T> v, size_t n) {
  if constexpr (kPart) return store_part(p, v, n);
  store(p, v);
}

/// The sums of a block, of which the last vector of each row has `last` columns if kPart. Rows of single vectors are
/// all read before any is written: where c is its own addend, their loads would wait for the stores beside them.
template <class T, size_t kM, size_t kN, bool kPart>
NABLA_INLINE void put(Vec<T> (&sum)[kM][kN], const Target<T>& c, size_t last) {
  const auto add = [&](size_t i, T alpha) NABLA_INLINE_LAMBDA {
    const T* from = c.addend + i * c.addend_row;
    NABLA_UNROLL
    for (size_t j = 0; j + 1 < kN; ++j) sum[i][j] = sum[i][j] * alpha + load(from + j * kLanes<T>);
    sum[i][kN - 1] = sum[i][kN - 1] * alpha + load_lanes<kPart>(from + (kN - 1) * kLanes<T>, last);
  };
  const auto write = [&](size_t i) NABLA_INLINE_LAMBDA {
    T* to = c.c + i * c.row;
    NABLA_UNROLL
    for (size_t j = 0; j + 1 < kN; ++j) store<T>(to + j * kLanes<T>, sum[i][j]);
    store_lanes<kPart, T>(to + (kN - 1) * kLanes<T>, sum[i][kN - 1], last);
  };
  if (c.addend != nullptr) {
    const T alpha = *c.alpha;
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) {
      add(i, alpha);
      if constexpr (kN > 1) write(i);
    }
    if constexpr (kN > 1) return;
  }
  NABLA_UNROLL
  for (size_t i = 0; i < kM; ++i) write(i);
}

/// kM rows, kN vectors of columns, of which the last holds `last` elements if kPart, and `depth` steps of the inner
/// index. Few sums would wait for each other: they take turns, step by step, and are added up at the end.
template <class T, size_t kM, size_t kN, bool kPart, From kFrom>
NABLA_INLINE void block(Left<T> a, Rows<const T> b, T* panel, const Target<T>& c, size_t depth, size_t last) {
  constexpr size_t kTurns = kM * kN >= 8 ? 1 : kM * kN >= 4 ? 2 : 4;
  Vec<T> sum[kTurns][kM][kN] = {};
  const auto step = [&](Vec<T>(&to)[kM][kN], size_t p) NABLA_INLINE_LAMBDA {
    Vec<T> v[kN];
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) {
      const T* from = b.data + p * b.row + j * kLanes<T>;
      v[j] = kFrom != From::panel && j + 1 == kN ? load_lanes<kPart>(from, last) : load(from);
      if constexpr (kFrom == From::copied) store<T>(panel + p * kWidth<T> + j * kLanes<T>, v[j]);
    }
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) {
      const T x = a.data[i * a.row + p * a.column];
      NABLA_UNROLL
      for (size_t j = 0; j < kN; ++j) to[i][j] += v[j] * x;
    }
  };
  size_t p = 0;
  if constexpr (kTurns > 1) {
    for (; p + kTurns <= depth; p += kTurns) {
      NABLA_UNROLL
      for (size_t turn = 0; turn < kTurns; ++turn) step(sum[turn], p + turn);
    }
  }
  for (; p < depth; ++p) step(sum[0], p);
  const auto add = [&](Vec<T>(&to)[kM][kN], const Vec<T>(&more)[kM][kN]) NABLA_INLINE_LAMBDA {
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) {
      NABLA_UNROLL
      for (size_t j = 0; j < kN; ++j) to[i][j] += more[i][j];
    }
  };
  if constexpr (kTurns == 4) add(sum[0], sum[2]), add(sum[1], sum[3]);
  if constexpr (kTurns >= 2) add(sum[0], sum[1]);
  put<T, kM, kN, kPart>(sum[0], c, last);
}

/// The rows that blocks of full height leave, m < 2 kM and not kM itself: two blocks of about the same height where
/// columns are whole blocks, one for each bit of m elsewhere.
template <class T, size_t kM, size_t kN, bool kPart, From kFrom>
NABLA_INLINE void block_of(size_t m, Left<T> a, Rows<const T> b, const Target<T>& c, size_t depth, size_t last) {
  if (m == kM) return block<T, kM, kN, kPart, kFrom>(a, b, nullptr, c, depth, last);
  if constexpr (kM > 1) block_of<T, kM - 1, kN, kPart, kFrom>(m, a, b, c, depth, last);
}
template <class T, size_t kM, size_t kN, bool kPart, From kFrom>
NABLA_INLINE void rest(size_t m, Left<T> a, Rows<const T> b, Target<T> c, size_t depth, size_t last) {
  if (m & kM) {
    block<T, kM, kN, kPart, kFrom>(a, b, nullptr, c, depth, last);
    a.data += kM * a.row;
    c.move(kM, 0);
  }
  if constexpr (kM > 1) rest<T, kM / 2, kN, kPart, kFrom>(m, a, b, c, depth, last);
}

/// All m rows of kN vectors of columns. Copies need a full block: m >= kHeights[kN]. Structs come by reference, here
/// and in wide(): copied to the stack by vectors, they would wait for the narrower stores that have just made them.
template <class T, size_t kN, bool kPart, From kFrom>
void strip(const Left<T>& left, Rows<const T> b, T* panel, const Target<T>& target, size_t m, size_t depth,
           size_t last) {
  Left<T> a = left;
  Target<T> c = target;
  constexpr size_t kM = kHeights[kN];
  constexpr From kNext = kFrom == From::copied ? From::panel : kFrom;
  const auto next = [&](size_t rows) NABLA_INLINE_LAMBDA {
    a.data += rows * a.row;
    c.move(rows, 0);
    m -= rows;
  };
  if constexpr (kFrom == From::copied) {
    block<T, kM, kN, kPart, kFrom>(a, b, panel, c, depth, last);
    b = {panel, kWidth<T>};
    next(kM);
  }
  while (m >= 2 * kM || m == kM) {
    block<T, kM, kN, kPart, kNext>(a, b, nullptr, c, depth, last);
    next(kM);
  }
  if constexpr (kN == kVectors) {
    if (m > kM) {
      const size_t half = (m + 1) / 2;
      block_of<T, kM, kN, kPart, kNext>(half, a, b, c, depth, last);
      next(half);
    }
    block_of<T, kM, kN, kPart, kNext>(m, a, b, c, depth, last);
  } else {
    if (m > kM) {
      block<T, kM, kN, kPart, kNext>(a, b, nullptr, c, depth, last);
      next(kM);
    }
    rest<T, (kM > 8 ? 8 : 4), kN, kPart, kNext>(m, a, b, c, depth, last);
  }
}

/// All m rows of `width` <= kWidth columns.
template <class T, From kFrom, size_t kN = kVectors>
NABLA_INLINE void columns(const Left<T>& a, Rows<const T> b, T* panel, const Target<T>& c, size_t m, size_t depth,
                          size_t width) {
  if constexpr (kN > 1) {
    if (width <= (kN - 1) * kLanes<T>) return columns<T, kFrom, kN - 1>(a, b, panel, c, m, depth, width);
  }
  const size_t last = width - (kN - 1) * kLanes<T>;
  if constexpr (!kMaskAll) {
    if (last == kLanes<T>) return strip<T, kN, false, kFrom>(a, b, panel, c, m, depth, last);
  }
  strip<T, kN, true, kFrom>(a, b, panel, c, m, depth, last);
}

/// All n columns of kM rows, few enough to leave registers for longer stretches of b's rows.
template <class T, size_t kM>
void wide(const Left<T>& a, Rows<const T> b, const Target<T>& target, size_t depth, size_t n) {
  Target<T> c = target;
  constexpr size_t kN = kWide[kM], kColumns = kN * kLanes<T>;
  for (; n >= kColumns; n -= kColumns, b.data += kColumns, c.move(0, kColumns)) {
    block<T, kM, kN, false, From::memory>(a, b, nullptr, c, depth, kLanes<T>);
  }
  if constexpr (kN > 2 * kVectors) {
    if (n >= kColumns / 2) {
      block<T, kM, kN / 2, false, From::memory>(a, b, nullptr, c, depth, kLanes<T>);
      n -= kColumns / 2, b.data += kColumns / 2, c.move(0, kColumns / 2);
    }
  }
  for (size_t j = 0; j < n; j += kWidth<T>) {
    columns<T, From::memory>(a, {b.data + j, b.row}, nullptr, c.at(0, j), kM, depth, smaller(kWidth<T>, n - j));
  }
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
