// Sums, maxima and minima over one axis. The order of the additions depends on the shape alone, so a sum has the same
// bits every time.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/math.hpp>

#include <type_traits>  // types only, no code

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

// floats are summed in double, integers wrap around
template <class T>
struct Sum;
template <>
struct Sum<float> {
  using Type = double;
};
template <>
struct Sum<double> {
  using Type = double;
};
template <>
struct Sum<std::int32_t> {
  using Type = std::uint32_t;
};
template <>
struct Sum<std::int64_t> {
  using Type = std::uint64_t;
};
template <class T>
using SumOf = typename Sum<T>::Type;

constexpr size_t kWays = 32;   // partial sums of a row
constexpr size_t kBlock = 32;  // additions to one of them before it joins the total
constexpr size_t kTile = 256;  // columns at a time: their sums stay in the first-level cache

/// A total in twice the precision: the error of a sum is that of one block, however many there are.
template <class S>
struct Total {
  S value = 0, lost = 0;

  NABLA_INLINE void add(S x) {
    const S next = value + x, rounded = next - value;
    lost += (value - (next - rounded)) + (x - rounded);
    value = next;
  }
  NABLA_INLINE S result() const {
    const S sum = value + lost;
    if constexpr (std::is_same_v<S, double>) return sum - sum == 0 ? sum : value;  // past an infinity, `lost` is NaN
    return sum;
  }
};

/// The kWays partial sums, halved until one is left.
template <class S>
NABLA_INLINE S fold(S (&part)[kWays]) {
  NABLA_UNROLL
  for (size_t half = kWays / 2; half > 0; half /= 2) {
    for (size_t j = 0; j < half; ++j) part[j] += part[j + half];
  }
  return part[0];
}

template <class T>
SumOf<T> sum_row(const T* x, size_t n) {
  using S = SumOf<T>;
  Total<S> total;
  size_t i = 0;
  while (i + kWays <= n) {
    S part[kWays] = {};
    const size_t rows = smaller((n - i) / kWays, kBlock);
    for (size_t r = 0; r < rows; ++r, i += kWays) {
      for (size_t j = 0; j < kWays; ++j) part[j] += static_cast<S>(x[i + j]);
    }
    total.add(fold(part));
  }
  S part[kWays] = {};
  for (size_t j = 0; i + j < n; ++j) part[j] = static_cast<S>(x[i + j]);
  total.add(fold(part));
  return total.result();
}

/// Sums of `width` <= kTile neighbouring columns, each column's elements `inner` apart.
template <class T>
void sum_columns(const T* x, T* y, size_t n, size_t inner, size_t width) {
  using S = SumOf<T>;
  Total<S> total[kTile];
  S part[kTile];
  for (size_t i = 0; i < n;) {
    for (size_t j = 0; j < width; ++j) part[j] = 0;
    const size_t end = smaller(i + 8 * kBlock, n);
    for (; i + 4 <= end; i += 4) {  // four rows for each visit to the partial sums
      const T *x0 = x + i * inner, *x1 = x0 + inner, *x2 = x1 + inner, *x3 = x2 + inner;
      NABLA_INDEPENDENT
      for (size_t j = 0; j < width; ++j) {
        part[j] += (static_cast<S>(x0[j]) + static_cast<S>(x1[j])) + (static_cast<S>(x2[j]) + static_cast<S>(x3[j]));
      }
    }
    for (; i < end; ++i) {
      const T* row = x + i * inner;
      NABLA_INDEPENDENT
      for (size_t j = 0; j < width; ++j) part[j] += static_cast<S>(row[j]);
    }
    for (size_t j = 0; j < width; ++j) total[j].add(part[j]);
  }
  for (size_t j = 0; j < width; ++j) y[j] = static_cast<T>(total[j].result());
}

// One of two entries; NaN from either side.
struct Larger {
  template <class T>
  static NABLA_INLINE T of(T x, T y) {
    return x > y || x != x ? x : y;
  }
};
struct Smaller {
  template <class T>
  static NABLA_INLINE T of(T x, T y) {
    return x < y || x != x ? x : y;
  }
};

template <class Either, class T>
T extreme_of_row(const T* x, size_t n) {
  T part[kWays];
  for (size_t j = 0; j < kWays; ++j) part[j] = x[j < n ? j : 0];
  size_t i = kWays;
  for (; i + kWays <= n; i += kWays) {
    for (size_t j = 0; j < kWays; ++j) part[j] = Either::of(x[i + j], part[j]);
  }
  for (size_t j = 0; i + j < n; ++j) part[j] = Either::of(x[i + j], part[j]);
  NABLA_UNROLL
  for (size_t half = kWays / 2; half > 0; half /= 2) {
    for (size_t j = 0; j < half; ++j) part[j] = Either::of(part[j + half], part[j]);
  }
  return part[0];
}

template <class Either, class T>
void extreme_of_columns(const T* x, T* y, size_t n, size_t inner, size_t width) {
  for (size_t j = 0; j < width; ++j) y[j] = x[j];
  for (size_t i = 1; i < n; ++i) {
    const T* row = x + i * inner;
    NABLA_INDEPENDENT
    for (size_t j = 0; j < width; ++j) y[j] = Either::of(row[j], y[j]);
  }
}

template <class Either, class T>
NABLA_INLINE void extreme(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; o < outer; ++o) {
    if (inner == 1) {
      y[o] = extreme_of_row<Either>(x + o * n, n);
      continue;
    }
    for (size_t j = 0; j < inner; j += kTile) {
      extreme_of_columns<Either>(x + o * n * inner + j, y + o * inner + j, n, inner, smaller(kTile, inner - j));
    }
  }
}

}  // namespace

template <class T>
void sum(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; o < outer; ++o) {
    if (inner == 1) {
      y[o] = static_cast<T>(sum_row(x + o * n, n));
      continue;
    }
    for (size_t j = 0; j < inner; j += kTile) {
      sum_columns(x + o * n * inner + j, y + o * inner + j, n, inner, smaller(kTile, inner - j));
    }
  }
}

template <class T>
void max(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  extreme<Larger>(x, y, outer, n, inner);
}

template <class T>
void min(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  extreme<Smaller>(x, y, outer, n, inner);
}

template void sum(const float*, float*, size_t, size_t, size_t);
template void sum(const double*, double*, size_t, size_t, size_t);
template void sum(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void sum(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);
template void max(const float*, float*, size_t, size_t, size_t);
template void max(const double*, double*, size_t, size_t, size_t);
template void max(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void max(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);
template void min(const float*, float*, size_t, size_t, size_t);
template void min(const double*, double*, size_t, size_t, size_t);
template void min(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void min(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
