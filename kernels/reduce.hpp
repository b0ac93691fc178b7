#pragma once
// What sums and extremes are made of. The order of the additions depends on the sizes alone.

#include <nabla/kernels/shuffle.hpp>

#include <type_traits>  // types only, no code

namespace nabla::kernels::NABLA_KERNEL_ISA {

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

inline constexpr size_t kWays = 32;   // partial sums of a row
inline constexpr size_t kBlock = 32;  // additions to one of them before it joins the total

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

/// The sum of less than kWays numbers, as if zeros stood behind them.
template <class T>
NABLA_INLINE SumOf<T> sum_of_rest(const T* x, size_t n) {
  SumOf<T> part[kWays] = {};
  for (size_t j = 0; j < n; ++j) part[j] = static_cast<SumOf<T>>(x[j]);
  return fold(part);
}
// Short rows are nothing but a rest. Loaded as vectors, it does not go through memory.
NABLA_INLINE double sum_of_rest(const double* x, size_t n) {
  constexpr size_t kVecs = kWays / kLanes<double>;
  Vec<double> part[kVecs] = {};
  NABLA_UNROLL
  for (size_t k = 0; k < kVecs; ++k)
    if (k * kLanes<double> < n) part[k] = load(x + k * kLanes<double>, smaller(n - k * kLanes<double>, kLanes<double>));
  NABLA_UNROLL
  for (size_t half = kVecs / 2; half > 0; half /= 2) {
    for (size_t k = 0; k < half; ++k) part[k] += part[k + half];
  }
  return sum_lanes<double>(part[0]);
}

/// The sum of a row.
template <class T>
NABLA_INLINE Total<SumOf<T>> total_of_row(const T* x, size_t n) {
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
  total.add(sum_of_rest(x + i, n - i));
  return total;
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
NABLA_INLINE T extreme_of_row(const T* x, size_t n) {
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

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
