// Matrix products, straight from row-major memory: a block of the result stays in registers while the inner index runs.
// Where enough rows share it, or where it must be transposed, a panel of b is first packed into a buffer on the stack
// (at most 200 KiB with the others), each element once, and there is nothing to allocate. Matrices far beyond the
// caches go to product_large.cpp.

#include <nabla/kernels/dot.hpp>
#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/pack.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

constexpr size_t kPackHeight = 24;  // rows of a that make it worth to pack b
// b is read where it is, by any number of rows, while the lines of the cache that a strip of it takes are not too many,
// and not too far apart to lie in all of the cache's sets.
constexpr size_t kStripBytes = 256 * 1024, kNearBytes = 2048;
#if defined(__AVX512F__)
constexpr size_t kDotRows = 24;     // rows of a up to which dot products are faster than to pack the transpose of b
constexpr size_t kFarBytes = 8192;  // between rows of a transposed a this far apart, it pays to pack them too
template <class T>
constexpr size_t kTurnRows = kWidth<T>;  // rows of a up to which it is cheaper to pack them than the transpose of b
constexpr size_t kTurnDepth = 128;       // where each entry of the result, which is to be turned, has so many terms
#else
constexpr size_t kDotRows = 8;
constexpr size_t kFarBytes = 2048;
template <class T>
constexpr size_t kTurnRows = 64;
constexpr size_t kTurnDepth = 64;
#endif
constexpr size_t kRows = 8 * kChunk;  // of c, unless a has fewer: whole blocks of any width

struct Rectangle {
  size_t row, rows, column, columns;
};

constexpr size_t kPart = size_t{1} << 19;  // multiplications that make a part worth a thread's time

/// Is the product one part?
bool is_small(size_t m, size_t k, size_t n) {
  if (m == 0 || k == 0 || n == 0) return true;  // however long the other sides are
  return m * k < 2 * kPart && n < 2 * kPart && m * k * n < 2 * kPart;
}

constexpr size_t over(size_t a, size_t b) { return (a + b - 1) / b; }

template <class T>
Left<T> left_of(const Product<T>& x) {
  return {x.a, x.transpose_a ? 1 : x.k, x.transpose_a ? x.m : 1};
}
template <class T>
Rows<const T> right_of(const Product<T>& x) {
  return {x.b, x.transpose_b ? x.k : x.n};
}

/// Where the sums of the slab of the inner index from p on go: those of the first slab to the addend or, without one,
/// to the bias as one for all rows; those of the others to c, which finish() scales where nothing else does. An addend
/// that is itself scaled is in c already.
template <class T>
Target<T> target(const Product<T>& x, const Rectangle& at, size_t p = 0) {
  const bool in_c = p > 0 || (x.addend != nullptr && x.beta != 1);
  const T* addend = in_c ? x.c : x.addend != nullptr ? x.addend : x.bias;
  const bool scaled = x.addend != nullptr || x.bias != nullptr;
  Target<T> c = {x.c, x.n, addend, in_c || x.addend != nullptr ? x.n : 0, scaled ? &x.alpha : &kOne<T>};
  c.move(at.row, at.column);
  return c;
}

/// c = beta addend, where target() asks for that.
template <class T>
void start(const Product<T>& x, const Rectangle& at) {
  if (x.addend == nullptr || x.beta == 1) return;
  for (size_t i = at.row; i < at.row + at.rows; ++i) {
    for (size_t j = at.column; j < at.column + at.columns; ++j) x.c[i * x.n + j] = x.beta * x.addend[i * x.n + j];
  }
}

/// What target() left out, and the caller's rest.
template <class T>
void finish(const Product<T>& x, const Rectangle& done) {
  const bool scale = x.alpha != 1 && x.addend == nullptr && x.bias == nullptr;
  if (scale || (x.addend != nullptr && x.bias != nullptr)) {
    for (size_t i = done.row; i < done.row + done.rows; ++i) {
      T* c = x.c + i * x.n + done.column;
      for (size_t j = 0; j < done.columns; ++j) c[j] = scale ? c[j] * x.alpha : c[j] + x.bias[done.column + j];
    }
  }
  if (x.finish != nullptr) x.finish(x.context, done.row, done.rows, done.column, done.columns);
}

/// Calls body for pieces of a rectangle that a call of finish() finds in the cache: whole columns of it, in multiples
/// of `unit`.
template <class Body>
NABLA_INLINE void in_pieces(const Rectangle& c, size_t unit, const Body& body) {
  constexpr size_t kEntries = 8192;
  if (c.rows * c.columns <= kEntries) return body(c);
  const size_t step = over(over(kEntries, c.rows), unit) * unit;
  for (size_t j = 0; j < c.columns; j += step) {
    body(Rectangle{c.row, c.rows, c.column + j, smaller(step, c.columns - j)});
  }
}

/// By packed panels of b.
template <class T>
void packed(const Product<T>& x, const Rectangle& c) {
  constexpr size_t kCachedRow = 2048 / sizeof(T);  // of c: with all rows of a chunk, the first-level cache's half
  alignas(64) T panel[kPanel<T>];
  alignas(64) T chunk[kDepth * kChunk + kLanes<T>];
  const Left<T> a = left_of(x);
  const Rows<const T> b = right_of(x);
  const bool far = x.transpose_a && a.column * sizeof(T) >= kFarBytes;
  const size_t depth_of_slab = over(x.k, over(x.k, kDepth));
  const size_t fitting = smaller(kPanel<T> / depth_of_slab / kWidth<T> * kWidth<T>, kCachedRow);
  const size_t width_of_panel = over(over(c.columns, over(c.columns, fitting)), kWidth<T>) * kWidth<T>;
  for (size_t j = c.column; j < c.column + c.columns; j += width_of_panel) {
    const size_t width = smaller(width_of_panel, c.column + c.columns - j);
    for (size_t p = 0; p < x.k; p += depth_of_slab) {
      const size_t depth = smaller(depth_of_slab, x.k - p);
      const Rows<const T> slab = {b.data + (x.transpose_b ? j * b.row + p : p * b.row + j), b.row};
      bool copy = !x.transpose_b && c.rows >= kChunk;  // while the first rows are multiplied
      if (!copy) pack_panel(slab, x.transpose_b, panel, depth, width);
      for (size_t i = c.row; i < c.row + c.rows; i += kChunk, copy = false) {
        const size_t rows = smaller(kChunk, c.row + c.rows - i);
        Left<T> part = {a.data + i * a.row + p * a.column, a.row, a.column};
        if (far && width > kWidth<T> / 2) part = pack_left(part, chunk, rows, depth);
        if (p == 0) start(x, {i, rows, j, width});
        const Target<T> to = target(x, {i, rows, j, width}, p);
        for (size_t s = 0; s < width; s += kWidth<T>) {
          T* block = panel + s * depth;
          if (copy) {
            columns<T, From::copied>(part, {slab.data + s, slab.row}, block, to.at(0, s), rows, depth,
                                     smaller(kWidth<T>, width - s));
          } else {
            columns<T, From::panel>(part, {block, kWidth<T>}, nullptr, to.at(0, s), rows, depth,
                                    smaller(kWidth<T>, width - s));
          }
        }
        if (p + depth == x.k) finish(x, {i, rows, j, width});
      }
    }
  }
}

/// Of few rows and the transpose of b as c' = b a': it is the rows of a that are packed, and the result that is turned.
template <class T>
void transposed(const Product<T>& x, const Rectangle& c) {
  alignas(64) T panel[kPanel<T>];
  alignas(64) T tile[kTurned * kWidth<T>] = {};
  const size_t width = over(c.rows, kWidth<T>) * kWidth<T>;
  const size_t depth_of_slab = over(x.k, over(x.k, kPanel<T> / width));
  for (size_t p = 0; p < x.k; p += depth_of_slab) {
    const size_t depth = smaller(depth_of_slab, x.k - p);
    pack_panel<T>({x.a + c.row * x.k + p, x.k}, true, panel, depth, c.rows);
    for (size_t j = c.column; j < c.column + c.columns; j += kTurned) {
      const Rectangle piece = {c.row, c.rows, j, smaller(kTurned, c.column + c.columns - j)};
      if (p == 0) start(x, piece);
      const Target<T> to = target(x, piece, p);
      for (size_t i = 0; i < c.rows; i += kWidth<T>) {
        const size_t rows = smaller(kWidth<T>, c.rows - i);
        columns<T, From::panel>({x.b + j * x.k + p, x.k, 1}, {panel + i * depth, kWidth<T>}, nullptr,
                                {tile, kWidth<T>, nullptr, 0, nullptr}, piece.columns, depth, rows);
        put_turned(tile, to.at(i, 0), rows, piece.columns);
      }
      if (p + depth == x.k) finish(x, piece);
    }
  }
}

/// A rectangle of c from b itself.
template <class T>
void unpacked_piece(const Product<T>& x, const Rectangle& c) {
  start(x, c);
  Left<T> a = left_of(x);
  a.data += c.row * a.row;
  const Target<T> to = target(x, c);
  const Rows<const T> b = {x.b + c.column, x.n};
  switch (x.m) {
    case 1:
      wide<T, 1>(a, b, to, x.k, c.columns);
      break;
    case 2:
      wide<T, 2>(a, b, to, x.k, c.columns);
      break;
    case 3:
      wide<T, 3>(a, b, to, x.k, c.columns);
      break;
    default:
      for (size_t j = 0; j < c.columns; j += kWidth<T>) {
        columns<T, From::memory>(a, {b.data + j, b.row}, nullptr, to.at(0, j), c.rows, x.k,
                                 smaller(kWidth<T>, c.columns - j));
      }
  }
  finish(x, c);
}

/// From b itself: all rows by strips, or few rows by stretches of them.
template <class T>
void unpacked(const Product<T>& x, const Rectangle& c) {
  if (c.rows <= kRows) return in_pieces(c, kWidth<T>, [&](const Rectangle& piece) { unpacked_piece(x, piece); });
  for (size_t j = c.column; j < c.column + c.columns; j += kWidth<T>) {
    const size_t width = smaller(kWidth<T>, c.column + c.columns - j);
    for (size_t i = c.row; i < c.row + c.rows; i += kRows)
      unpacked_piece(x, {i, smaller(kRows, c.row + c.rows - i), j, width});
  }
}

/// For few rows of a and the transpose of b, which would cost more to pack than to multiply.
template <class T>
void dots(const Product<T>& x, const Rectangle& whole) {
  in_pieces(whole, kDots, [&](const Rectangle& c) {
    start(x, c);
    dot_all<T>(x.a + c.row * x.k, x.b + c.column * x.k, target(x, c), c.rows, x.k, c.columns);
    finish(x, c);
  });
}

/// Where each sum has one term.
template <class T>
void outer(const Product<T>& x, const Rectangle& whole) {
  const auto row = [&](size_t i, const Rectangle& c) {
    Target<T> to = target(x, {i, 1, c.column, c.columns});
    const Vec<T> factor = broadcast(x.a[i]);
    const T* b = x.b + c.column;
    size_t n = c.columns;
    for (; n >= kLanes<T>; n -= kLanes<T>, b += kLanes<T>, to.move(0, kLanes<T>)) {
      Vec<T> sum[1][1] = {{factor * load(b)}};
      put<T, 1, 1, false>(sum, to, kLanes<T>);
    }
    if (n > 0) {
      Vec<T> sum[1][1] = {{factor * load_part(b, n)}};
      put<T, 1, 1, true>(sum, to, n);
    }
  };
  in_pieces({whole.row, 1, whole.column, whole.columns}, kLanes<T>, [&](Rectangle c) {
    const size_t rows = 1 + 4096 / c.columns;
    for (size_t i = whole.row; i < whole.row + whole.rows; i += rows) {
      c.row = i, c.rows = smaller(rows, whole.row + whole.rows - i);
      start(x, c);
      for (size_t r = i; r < i + c.rows; ++r) row(r, c);
      finish(x, c);
    }
  });
}

template <class T>
void large(const Product<T>& x, const Rectangle& c) {
  if (!multiply_large(x, c.column, c.columns)) return packed(x, c);
  for (size_t i = c.row; i < c.row + c.rows; i += kRows)
    finish(x, {i, smaller(kRows, c.row + c.rows - i), c.column, c.columns});
}

/// No depth: what is added remains.
template <class T>
void empty(const Product<T>& x, const Rectangle& c) {
  const Target<T> to = target(x, {});
  start(x, c);
  for (size_t i = c.row; i < c.row + c.rows; ++i) {
    for (size_t j = c.column; j < c.column + c.columns; ++j)
      x.c[i * x.n + j] = to.addend == nullptr ? T(0) : to.addend[i * to.addend_row + j];
  }
  finish(x, c);
}

enum class Way { empty, outer, unpacked, dots, transposed, packed, large };

/// From 1290 x 1290 x 1290 on, packing both operands mostly pays: at 2048 it has 0.92 to 1.35 times the speed, and 1.09
/// to 1.18 times where a is transposed. Below, the kernels here lead.
bool is_large(size_t m, size_t k, size_t n) {
  constexpr size_t kNarrow = 256;
  return m >= kNarrow && k >= kNarrow && n >= kNarrow && m * k >= (size_t{1} << 31) / n;
}

template <class T>
Way way(size_t m, size_t k, size_t n, bool transpose_a, bool transpose_b) {
  if (k == 0) return Way::empty;
  if (k == 1) return Way::outer;
  const bool narrow = n <= kLanes<T>;
  // The lanes of a dot product are added up in about the time of three vectors of it.
  const bool long_rows = k >= 2 * kLanes<T> && (3 * k >= m * kLanes<T> || narrow);
  if (transpose_b && (m == 1 || (!transpose_a && m <= kDotRows && long_rows))) return Way::dots;
  if (is_large(m, k, n)) return Way::large;
  const bool turns = m <= kTurnRows<T> && k >= kTurnDepth && !narrow;
  if (transpose_b && !transpose_a && turns) return Way::transposed;
  if (transpose_b || (!kMaskedLoads && n % kLanes<T> != 0)) return Way::packed;
  const bool near = n * sizeof(T) <= kNearBytes && k * kWidth<T> * sizeof(T) <= kStripBytes;
  return m < kPackHeight || near ? Way::unpacked : Way::packed;
}

/// The rows and columns of c in a part, and how many parts there are below and beside each other.
struct Grid {
  size_t rows, columns, down, across;
};

/// Parts of at least 1 MFLOP, at most 64, side by side as far as a panel's columns go, so that they share no packing.
template <class T>
Grid grid(size_t m, size_t k, size_t n, Way way) {
  if (is_small(m, k, n)) return {m, n, 1, 1};
  const size_t steps = n * smaller(m * k, 64 * kPart), wanted = steps / kPart >= 64 ? 64 : steps / kPart;
  constexpr size_t kColumns = 512 / sizeof(T);
  const size_t unit = way == Way::large ? 2 * kColumns : way == Way::transposed ? kTurned : kColumns;
  Grid grid = {};
  grid.columns = over(over(n, unit), wanted) * unit;
  grid.across = over(n, grid.columns);
  const bool by_rows = way == Way::packed || way == Way::outer || way == Way::unpacked;
  const size_t below = by_rows ? wanted / grid.across : 1;
  grid.rows = below > 1 ? over(over(m, kRows), below) * kRows : m;
  grid.down = over(m, grid.rows);
  return grid;
}

template <class T>
void multiply_rectangle(const Product<T>& x, Way way, const Rectangle& c) {
  switch (way) {
    case Way::empty:
      return empty(x, c);
    case Way::outer:
      return outer(x, c);
    case Way::unpacked:
      return unpacked(x, c);
    case Way::dots:
      return dots(x, c);
    case Way::transposed:
      return transposed(x, c);
    case Way::packed:
      return packed(x, c);
    case Way::large:
      return large(x, c);
  }
}

/// Parts beside each other come one after the other for whole columns of the grid.
template <class T>
void multiply_parts(const Product<T>& x, size_t first, size_t last) {
  if (x.m == 0 || x.n == 0) return;
  const Way chosen = way<T>(x.m, x.k, x.n, x.transpose_a, x.transpose_b);
  if (is_small(x.m, x.k, x.n)) {
    if (first < last) multiply_rectangle(x, chosen, {0, x.m, 0, x.n});
    return;
  }
  const Grid parts = grid<T>(x.m, x.k, x.n, chosen);
  while (first < last) {
    const size_t above = first % parts.down, count = smaller(parts.down - above, last - first);
    const size_t row = above * parts.rows, column = first / parts.down * parts.columns;
    multiply_rectangle(x, chosen,
                       {row, smaller(count * parts.rows, x.m - row), column, smaller(parts.columns, x.n - column)});
    first += count;
  }
}

/// The rest of a turned product: its bias, one number for all entries, and its rectangles.
template <class T>
void finish_turned(void* context, size_t, size_t, size_t first, size_t count) {
  const Product<T>& x = *static_cast<const Product<T>*>(context);
  if (x.bias != nullptr) {
    for (size_t i = first; i < first + count; ++i) x.c[i] += *x.bias;
  }
  if (x.finish != nullptr) x.finish(x.context, first, count, 0, 1);
}

/// A column c = A b lies in memory as the row b' A', whose product is up to ten times as fast; where that row is a
/// single entry, either factor can be read along the memory. Field by field: to copy the whole by vectors would wait
/// for the caller's narrower stores.
template <class T>
Product<T> turned(const Product<T>& x) {
  return {.a = x.b,
          .transpose_a = false,
          .b = x.a,
          .transpose_b = !x.transpose_a || x.m == 1,
          .c = x.c,
          .m = 1,
          .k = x.k,
          .n = x.m,
          .alpha = x.alpha,
          .addend = x.addend,
          .beta = x.beta,
          .finish = x.bias == nullptr && x.finish == nullptr ? nullptr : finish_turned<T>,
          .context = const_cast<Product<T>*>(&x)};
}

}  // namespace

template <class T>
size_t product_parts(size_t m, size_t k, size_t n, bool transpose_a, bool transpose_b) {
  if (is_small(m, k, n)) return 1;
  const Grid parts = n == 1 ? grid<T>(1, k, m, way<T>(1, k, m, false, !transpose_a || m == 1))
                            : grid<T>(m, k, n, way<T>(m, k, n, transpose_a, transpose_b));
  return parts.down * parts.across;
}

template <class T>
void multiply(const Product<T>& x, size_t first, size_t last) {
  if (x.n == 1) return multiply_parts(turned(x), first, last);
  multiply_parts(x, first, last);
}

template size_t product_parts<float>(size_t, size_t, size_t, bool, bool);
template size_t product_parts<double>(size_t, size_t, size_t, bool, bool);
template void multiply(const Product<float>&, size_t, size_t);
template void multiply(const Product<double>&, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
