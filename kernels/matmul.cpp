// Matrix products, straight from row-major memory: a block of the result stays in registers while the inner index runs.
// Where enough rows share it, or where it must be transposed, a panel of b is first packed into a buffer on the stack
// (150 KiB with that for a), each element of b once, and there is nothing to allocate. Matrices far beyond the caches
// go to matmul_large.cpp.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

// kHeights[v] rows and v vectors of columns fill the registers: with accumulators, one row of b and a broadcast of a.
// kFarBytes: between rows of a transposed a this far apart, it pays to pack them too.
#if defined(__AVX512F__)
constexpr size_t kVectors = 4;
constexpr size_t kHeights[] = {0, 12, 12, 8, 6};
constexpr size_t kFarBytes = 8192;
#elif defined(__AVX2__)
constexpr size_t kVectors = 2;
constexpr size_t kHeights[] = {0, 8, 6};
constexpr size_t kFarBytes = 2048;
#else
constexpr size_t kVectors = 3;
constexpr size_t kHeights[] = {0, 8, 4, 4};
constexpr size_t kFarBytes = 2048;
#endif

constexpr size_t kBlocks = 512 / (kVectors * kVecBytes);  // side by side in a panel, packed one after the other
constexpr size_t kDepth = 256;                            // rows of a panel, which then fits the second-level cache
constexpr size_t kChunk = 12;                             // rows of a that go through a panel at a time
constexpr size_t kPackHeight = 16;                        // rows of a that make it worth to pack b

template <class T>
constexpr size_t kWidth = kVectors* kLanes<T>;  // columns of a block
template <class T>
constexpr size_t kPanel = kBlocks* kWidth<T>;  // columns of a panel

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

/// c = a b, or c += a b, for kM rows, kN vectors of columns, of which the last holds `last` elements if kTail, and
/// `depth` steps of the inner index.
template <class T, size_t kM, size_t kN, bool kTail, bool kPacked>
NABLA_INLINE void block(Left<T> a, Rows<const T> b, Rows<T> c, size_t depth, size_t last, bool add) {
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
    for (size_t j = 0; j < kN; ++j) {
      T* to = c.data + i * c.row + j * kLanes<T>;
      if (kTail && j + 1 == kN) {
        store_part(to, add ? load_part(to, last) + sum[i][j] : sum[i][j], last);
      } else {
        store<T>(to, add ? load(to) + sum[i][j] : sum[i][j]);
      }
    }
  }
}

/// One block of kM rows, where m has a bit for it: the rows that a block of full height leaves.
template <class T, size_t kM, size_t kN, bool kTail, bool kPacked>
NABLA_INLINE void rest(Left<T> a, Rows<const T> b, Rows<T> c, size_t m, size_t depth, size_t last, bool add) {
  if (m & kM) {
    block<T, kM, kN, kTail, kPacked>(a, b, c, depth, last, add);
    a.data += kM * a.row;
    c.data += kM * c.row;
  }
  if constexpr (kM > 1) rest<T, kM / 2, kN, kTail, kPacked>(a, b, c, m, depth, last, add);
}

/// All m rows of kN vectors of columns.
template <class T, size_t kN, bool kTail, bool kPacked>
void strip(Left<T> a, Rows<const T> b, Rows<T> c, size_t m, size_t depth, size_t last, bool add) {
  constexpr size_t kM = kHeights[kN];
  for (; m >= kM; m -= kM, a.data += kM * a.row, c.data += kM * c.row) {
    block<T, kM, kN, kTail, kPacked>(a, b, c, depth, last, add);
  }
  rest<T, (kM > 8 ? 8 : 4), kN, kTail, kPacked>(a, b, c, m, depth, last, add);
}

/// All m rows of `width` <= kWidth columns.
template <class T, bool kPacked, size_t kN = kVectors>
NABLA_INLINE void columns(Left<T> a, Rows<const T> b, Rows<T> c, size_t m, size_t depth, size_t width, bool add) {
  if constexpr (kN > 1) {
    if (width <= (kN - 1) * kLanes<T>) return columns<T, kPacked, kN - 1>(a, b, c, m, depth, width, add);
  }
  const size_t last = width - (kN - 1) * kLanes<T>;
  if (last == kLanes<T>) return strip<T, kN, false, kPacked>(a, b, c, m, depth, last, add);
  strip<T, kN, true, kPacked>(a, b, c, m, depth, last, add);
}

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
      Vec<T> tile[kLanes<T>];
      NABLA_UNROLL
      for (size_t i = 0; i < kLanes<T>; ++i) {
        tile[i] = i < rows ? load(b.data + (j + i) * b.row + p, steps) : Vec<T>{};
      }
      transpose<T>(tile);
      NABLA_UNROLL
      for (size_t i = 0; i < kLanes<T>; ++i) {
        if (i < steps) store<T>(panel + (p + i) * kWidth<T> + j, tile[i]);
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

/// Packs `width` columns from column j and `depth` rows from row p on, block after block.
template <class T>
void pack_panel(const T* b, bool transpose_b, T* panel, size_t k, size_t n, size_t p, size_t depth, size_t j,
                size_t width) {
  for (size_t s = 0; s < width; s += kWidth<T>) {
    const size_t columns = smaller(kWidth<T>, width - s);
    if (transpose_b) {
      pack_transposed<T>({b + (j + s) * k + p, k}, panel + s * kDepth, depth, columns);
    } else {
      pack<T>({b + p * n + j + s, n}, panel + s * kDepth, depth, columns);
    }
  }
}

/// c = a b by packed panels of b.
template <class T>
void packed(Left<T> a, const T* b, bool transpose_b, T* c, size_t m, size_t k, size_t n) {
  alignas(64) T panel[kDepth * kPanel<T>];
  alignas(64) T chunk[kDepth * kChunk + kLanes<T>];
  const bool far = a.row == 1 && a.column * sizeof(T) >= kFarBytes;
  for (size_t p = 0; p < k; p += kDepth) {
    const size_t depth = smaller(kDepth, k - p);
    for (size_t j = 0; j < n; j += kPanel<T>) {
      const size_t width = smaller(kPanel<T>, n - j);
      pack_panel(b, transpose_b, panel, k, n, p, depth, j, width);
      for (size_t i = 0; i < m; i += kChunk) {
        const size_t rows = smaller(kChunk, m - i);
        Left<T> part = {a.data + i * a.row + p * a.column, a.row, a.column};
        if (far && width > kWidth<T> / 2) part = pack_left(part, chunk, rows, depth);
        for (size_t s = 0; s < width; s += kWidth<T>) {
          columns<T, true>(part, {panel + s * kDepth, kWidth<T>}, {c + i * n + j + s, n}, rows, depth,
                           smaller(kWidth<T>, width - s), p > 0);
        }
      }
    }
  }
}

/// c = a b for kM rows, few enough to leave registers for longer stretches of b's rows.
template <class T, size_t kM>
void wide(Left<T> a, const T* b, T* c, size_t k, size_t n) {
  constexpr size_t kN = 8 / kM;
  size_t j = 0;
  for (; j + kN * kLanes<T> <= n; j += kN * kLanes<T>) {
    block<T, kM, kN, false, false>(a, {b + j, n}, {c + j, n}, k, 0, false);
  }
  for (; j < n; j += kWidth<T>) {
    columns<T, false>(a, {b + j, n}, {c + j, n}, kM, k, smaller(kWidth<T>, n - j), false);
  }
}

/// c = a b from b itself, for few rows.
template <class T>
void unpacked(Left<T> a, const T* b, T* c, size_t m, size_t k, size_t n) {
  if (m < 4) {
    if (m & 2) wide<T, 2>(a, b, c, k, n);
    const size_t i = m & 2;
    if (m & 1) wide<T, 1>({a.data + i * a.row, a.row, a.column}, b, c + i * n, k, n);
    return;
  }
  for (size_t j = 0; j < n; j += kWidth<T>) {
    columns<T, false>(a, {b + j, n}, {c + j, n}, m, k, smaller(kWidth<T>, n - j), false);
  }
}

/// kM x kN dot products of rows of a and rows of the transpose of b.
template <class T, size_t kM, size_t kN>
NABLA_INLINE void dot_block(const T* a, const T* b, Rows<T> c, size_t k) {
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
    for (size_t j = 0; j < kN; ++j) c.data[i * c.row + j] = sum_lanes<T>(sum[i][j]);
  }
}

template <class T, size_t kM>
NABLA_INLINE void dot_rows(const T* a, const T* b, T* c, size_t k, size_t n) {
  constexpr size_t kN = 8 / kM;
  size_t j = 0;
  for (; j + kN <= n; j += kN) dot_block<T, kM, kN>(a, b + j * k, {c + j, n}, k);
  for (; j < n; ++j) dot_block<T, kM, 1>(a, b + j * k, {c + j, n}, k);
}

/// c = a b for few rows of a and the transpose of b, which would cost more to pack than to multiply.
template <class T>
void dots(const T* a, const T* b, T* c, size_t m, size_t k, size_t n) {
  size_t i = 0;
  for (; i + 2 <= m; i += 2) dot_rows<T, 2>(a + i * k, b, c + i * n, k, n);
  if (i < m) dot_rows<T, 1>(a + i * k, b, c + i * n, k, n);
}

/// From 1290 x 1290 x 1290 on, packing both operands mostly pays: at 2048 it has 0.92 to 1.35 times the speed, and 1.09
/// to 1.18 times where a is transposed. Below, the kernels here lead.
bool large(size_t m, size_t k, size_t n) {
  constexpr size_t kNarrow = 256;
  return m >= kNarrow && k >= kNarrow && n >= kNarrow && m * k >= (size_t{1} << 31) / n;
}

}  // namespace

template <class T>
void matmul(const T* a, bool transpose_a, const T* b, bool transpose_b, T* c, size_t m, size_t k, size_t n) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    for (size_t i = 0; i < m * n; ++i) c[i] = 0;
    return;
  }
  if (large(m, k, n) && matmul_large(a, transpose_a, b, transpose_b, c, m, k, n)) return;
  const Left<T> left = {a, transpose_a ? 1 : k, transpose_a ? m : 1};
  const bool few = m == 1 || (m <= 4 && k >= 4 * kLanes<T>);
  if (transpose_b && few && left.column == 1) return dots(a, b, c, m, k, n);
  if (transpose_b || m >= kPackHeight || (!kMaskedLoads && n % kLanes<T> != 0)) {
    return packed(left, b, transpose_b, c, m, k, n);
  }
  unpacked(left, b, c, m, k, n);
}

template void matmul(const float*, bool, const float*, bool, float*, size_t, size_t, size_t);
template void matmul(const double*, bool, const double*, bool, double*, size_t, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
