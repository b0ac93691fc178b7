// Matrix products, straight from row-major memory: a block of the result stays in registers while the inner index runs.
// Where enough rows share it, or where it must be transposed, a panel of b is first packed into a buffer on the stack
// (150 KiB with that for a), each element of b once, and there is nothing to allocate. Matrices far beyond the caches
// go to product_large.cpp.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/pack.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

constexpr size_t kPackHeight = 16;  // rows of a that make it worth to pack b

// Between rows of a transposed a this far apart, it pays to pack them too.
#if defined(__AVX512F__)
constexpr size_t kFarBytes = 8192;
#else
constexpr size_t kFarBytes = 2048;
#endif

struct Rectangle {
  size_t row, rows, column, columns;
};

/// c's target for the slab of the inner index from p on to p + depth: all slabs but the first add to what c has.
template <class T>
Target<T> target(const Product<T>& x, size_t row, size_t column, size_t p, size_t depth) {
  const bool first = p == 0, last = p + depth == x.k;
  Target<T> c = {.c = x.c,
                 .row = x.n,
                 .addend = first ? x.addend : x.c,
                 .bias = last ? x.bias : nullptr,
                 .alpha = x.alpha,
                 .beta = first ? x.beta : T(1),
                 .plain = false};
  c.plain = x.alpha == 1 && c.addend == nullptr && c.bias == nullptr;
  c.move(row, column);
  return c;
}

template <class T>
Left<T> left_of(const Product<T>& x) {
  return {x.a, x.transpose_a ? 1 : x.k, x.transpose_a ? x.m : 1};
}

template <class T>
void finish(const Product<T>& x, const Rectangle& done) {
  if (x.finish != nullptr) x.finish(x.context, done.row, done.rows, done.column, done.columns);
}

/// By packed panels of b.
template <class T>
void packed(const Product<T>& x, const Rectangle& c) {
  alignas(64) T panel[kDepth * kPanel<T>];
  alignas(64) T chunk[kDepth * kChunk + kLanes<T>];
  const Left<T> a = left_of(x);
  const bool far = x.transpose_a && a.column * sizeof(T) >= kFarBytes;
  for (size_t j = c.column; j < c.column + c.columns; j += kPanel<T>) {
    const size_t width = smaller(kPanel<T>, c.column + c.columns - j);
    for (size_t p = 0; p < x.k; p += kDepth) {
      const size_t depth = smaller(kDepth, x.k - p);
      pack_panel(x.b, x.transpose_b, panel, x.k, x.n, p, depth, j, width);
      for (size_t i = c.row; i < c.row + c.rows; i += kChunk) {
        const size_t rows = smaller(kChunk, c.row + c.rows - i);
        Left<T> part = {a.data + i * a.row + p * a.column, a.row, a.column};
        if (far && width > kWidth<T> / 2) part = pack_left(part, chunk, rows, depth);
        for (size_t s = 0; s < width; s += kWidth<T>) {
          columns<T, true>(part, {panel + s * kDepth, kWidth<T>}, target(x, i, j + s, p, depth), rows, depth,
                           smaller(kWidth<T>, width - s));
        }
        if (p + depth == x.k) finish(x, {i, rows, j, width});
      }
    }
  }
}

/// From b itself, for few rows.
template <class T>
void unpacked(const Product<T>& x, const Rectangle& c) {
  Left<T> a = left_of(x);
  a.data += c.row * a.row;
  const Target<T> to = target(x, c.row, c.column, 0, x.k);
  const Rows<const T> b = {x.b + c.column, x.n};
  if (c.rows < 4) {
    const size_t two = c.rows & 2;
    if (two != 0) wide<T, 2>(a, b, to, x.k, c.columns);
    if (c.rows & 1) wide<T, 1>({a.data + two * a.row, a.row, a.column}, b, to.at(two, 0), x.k, c.columns);
  } else {
    for (size_t j = 0; j < c.columns; j += kWidth<T>) {
      columns<T, false>(a, {b.data + j, b.row}, to.at(0, j), c.rows, x.k, smaller(kWidth<T>, c.columns - j));
    }
  }
  finish(x, c);
}

/// For few rows of a and the transpose of b, which would cost more to pack than to multiply.
template <class T>
void dots(const Product<T>& x, const Rectangle& c) {
  const T* b = x.b + c.column * x.k;
  size_t i = 0;
  for (; i + 2 <= c.rows; i += 2)
    dot_rows<T, 2>(x.a + (c.row + i) * x.k, b, target(x, c.row + i, c.column, 0, x.k), x.k, c.columns);
  if (i < c.rows) dot_rows<T, 1>(x.a + (c.row + i) * x.k, b, target(x, c.row + i, c.column, 0, x.k), x.k, c.columns);
  finish(x, c);
}

template <class T>
void large(const Product<T>& x, const Rectangle& c) {
  if (!multiply_large(x, c.column, c.columns)) return packed(x, c);
  if (x.bias != nullptr) {
    for (size_t i = 0; i < x.m; ++i) {
      for (size_t j = c.column; j < c.column + c.columns; ++j) x.c[i * x.n + j] += x.bias[j];
    }
  }
  finish(x, c);
}

/// No depth: what is added remains.
template <class T>
void empty(const Product<T>& x, const Rectangle& c) {
  for (size_t i = c.row; i < c.row + c.rows; ++i) {
    for (size_t j = c.column; j < c.column + c.columns; ++j) {
      const T sum = x.addend == nullptr ? T(0) : x.beta * x.addend[i * x.n + j];
      x.c[i * x.n + j] = x.bias == nullptr ? sum : sum + x.bias[j];
    }
  }
  finish(x, c);
}

enum class Way { empty, unpacked, dots, packed, large };

/// From 1290 x 1290 x 1290 on, packing both operands mostly pays: at 2048 it has 0.92 to 1.35 times the speed, and 1.09
/// to 1.18 times where a is transposed. Below, the kernels here lead.
bool is_large(size_t m, size_t k, size_t n) {
  constexpr size_t kNarrow = 256;
  return m >= kNarrow && k >= kNarrow && n >= kNarrow && m * k >= (size_t{1} << 31) / n;
}

template <class T>
Way way(size_t m, size_t k, size_t n, bool transpose_a, bool transpose_b) {
  if (k == 0) return Way::empty;
  if (is_large(m, k, n)) return Way::large;
  const bool few = m == 1 || (m <= 4 && k >= 4 * kLanes<T>);
  if (transpose_b && few && (!transpose_a || m == 1)) return Way::dots;
  if (transpose_b || m >= kPackHeight || (!kMaskedLoads && n % kLanes<T> != 0)) return Way::packed;
  return Way::unpacked;
}

/// The rows and columns of c in a part, and how many parts there are below and beside each other.
struct Grid {
  size_t rows, columns, down, across;
};

constexpr size_t over(size_t a, size_t b) { return (a + b - 1) / b; }

/// Parts of at least 1 MFLOP, at most 64, side by side as far as panels go, so that they share no packing.
template <class T>
Grid grid(size_t m, size_t k, size_t n, Way way) {
  constexpr double kSmall = 2 << 20, kPart = 1 << 20;
  const double operations = 2.0 * static_cast<double>(m) * static_cast<double>(k) * static_cast<double>(n);
  if (operations < kSmall) return {m, n, 1, 1};
  const size_t wanted = operations >= 64 * kPart ? 64 : static_cast<size_t>(operations / kPart);
  constexpr size_t kRows = 4 * kChunk;
  const size_t unit = way == Way::large ? 2 * kPanel<T> : kPanel<T>;
  Grid grid = {};
  grid.columns = over(over(n, unit), wanted) * unit;
  grid.across = over(n, grid.columns);
  const size_t below = way == Way::packed ? wanted / grid.across : 1;
  grid.rows = below > 1 ? over(over(m, kRows), below) * kRows : m;
  grid.down = over(m, grid.rows);
  return grid;
}

template <class T>
void multiply_rectangle(const Product<T>& x, Way way, const Rectangle& c) {
  switch (way) {
    case Way::empty:
      return empty(x, c);
    case Way::unpacked:
      return unpacked(x, c);
    case Way::dots:
      return dots(x, c);
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
  const Grid parts = grid<T>(x.m, x.k, x.n, chosen);
  while (first < last) {
    const size_t above = first % parts.down, count = smaller(parts.down - above, last - first);
    const size_t row = above * parts.rows, column = first / parts.down * parts.columns;
    multiply_rectangle(x, chosen,
                       {row, smaller(count * parts.rows, x.m - row), column, smaller(parts.columns, x.n - column)});
    first += count;
  }
}

/// A column c = A b lies in memory as the row b' A', whose product is up to ten times as fast; where that row is a
/// single entry, either factor can be read along the memory.
template <class T>
Product<T> turned(const Product<T>& x) {
  Product<T> row = x;
  row.a = x.b;
  row.transpose_a = false;
  row.b = x.a;
  row.transpose_b = !x.transpose_a || x.m == 1;
  row.m = 1;
  row.n = x.m;
  return row;
}

/// The rest of a turned product: its bias, one number for all entries, and its rectangles.
template <class T>
void finish_turned(void* context, size_t, size_t, size_t first, size_t count) {
  const Product<T>& x = *static_cast<const Product<T>*>(context);
  if (x.bias != nullptr) {
    for (size_t i = first; i < first + count; ++i) x.c[i] += *x.bias;
  }
  finish(x, {first, count, 0, 1});
}

}  // namespace

template <class T>
size_t product_parts(size_t m, size_t k, size_t n, bool transpose_a, bool transpose_b) {
  if (m == 0 || n == 0) return 1;
  const Grid parts = n == 1 ? grid<T>(1, k, m, way<T>(1, k, m, false, !transpose_a || m == 1))
                            : grid<T>(m, k, n, way<T>(m, k, n, transpose_a, transpose_b));
  return parts.down * parts.across;
}

template <class T>
void multiply(const Product<T>& x, size_t first, size_t last) {
  if (x.n != 1) return multiply_parts(x, first, last);
  Product<T> row = turned(x);
  row.bias = nullptr;
  row.finish = x.bias == nullptr && x.finish == nullptr ? nullptr : finish_turned<T>;
  row.context = const_cast<Product<T>*>(&x);
  multiply_parts(row, first, last);
}

template size_t product_parts<float>(size_t, size_t, size_t, bool, bool);
template size_t product_parts<double>(size_t, size_t, size_t, bool, bool);
template void multiply(const Product<float>&, size_t, size_t);
template void multiply(const Product<double>&, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
