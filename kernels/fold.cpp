// Sums, maxima and minima in pieces: what a group of operations reduces tile by tile.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/reduce.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

// The extremes of no entries, below and above which no entry is.
template <class T>
inline constexpr T kLowest = -kInf<T>;
template <>
inline constexpr std::int32_t kLowest<std::int32_t> = INT32_MIN;
template <>
inline constexpr std::int64_t kLowest<std::int64_t> = INT64_MIN;
template <class T>
inline constexpr T kHighest = kInf<T>;
template <>
inline constexpr std::int32_t kHighest<std::int32_t> = INT32_MAX;
template <>
inline constexpr std::int64_t kHighest<std::int64_t> = INT64_MAX;

/// States of two arrays: the totals, and what was lost in rounding them.
template <class T>
struct Summing {
  using S = SumOf<T>;
  using Number = S;
  // Sums of f32 in double need no more than double; f64 would keep its own rounding errors.
  static constexpr bool kKeepsLost = std::is_same_v<T, double>;

  static void start(void* states, size_t apart, size_t n) {
    S* const value = static_cast<S*>(states);
    for (size_t j = 0; j < n; ++j) value[j] = 0, value[apart + j] = 0;
  }
  static NABLA_INLINE void add(S* value, S* lost, const Total<S>& x) {
    Total<S> total{*value, *lost};
    total.add(x.value);
    *value = total.value;
    *lost = total.lost + x.lost;
  }
  static void rows(const void* x, size_t rows, size_t n, void* states, size_t apart) {
    S* const value = static_cast<S*>(states);
    for (size_t i = 0; i < rows; ++i)
      add(value + i, value + apart + i, total_of_row(static_cast<const T*>(x) + i * n, n));
  }
  static void columns(const void* x, size_t rows, size_t n, void* states, size_t apart) {
    S* const value = static_cast<S*>(states);
    S* const lost = value + apart;
    const T* row = static_cast<const T*>(x);
    for (; rows >= 4; rows -= 4, row += 4 * n) {
      const T *x1 = row + n, *x2 = x1 + n, *x3 = x2 + n;
      NABLA_INDEPENDENT
      for (size_t j = 0; j < n; ++j) {
        const S sum =
            (static_cast<S>(row[j]) + static_cast<S>(x1[j])) + (static_cast<S>(x2[j]) + static_cast<S>(x3[j]));
        join(value[j], lost[j], sum);
      }
    }
    for (; rows > 0; --rows, row += n) {
      NABLA_INDEPENDENT
      for (size_t j = 0; j < n; ++j) join(value[j], lost[j], static_cast<S>(row[j]));
    }
  }
  static void merge(const void* from, size_t from_apart, void* states, size_t apart, size_t n) {
    const S* const x = static_cast<const S*>(from);
    S* const value = static_cast<S*>(states);
    for (size_t j = 0; j < n; ++j) add(value + j, value + apart + j, {x[j], x[from_apart + j]});
  }
  static void finish(const void* states, size_t apart, void* y, size_t n) {
    const S* const value = static_cast<const S*>(states);
    for (size_t j = 0; j < n; ++j)
      static_cast<T*>(y)[j] = static_cast<T>(Total<S>{value[j], value[apart + j]}.result());
  }

 private:
  static NABLA_INLINE void join(S& value, S& lost, S x) {
    if constexpr (kKeepsLost) {
      const S next = value + x, rounded = next - value;
      lost += (value - (next - rounded)) + (x - rounded);
      value = next;
    } else {
      value += x;
    }
  }
};

/// States of which the first number is the extreme so far.
template <class T, class Either>
struct Extreme {
  using Number = T;
  static constexpr T kNone = std::is_same_v<Either, Larger> ? kLowest<T> : kHighest<T>;

  static void start(void* states, size_t, size_t n) {
    for (size_t j = 0; j < n; ++j) static_cast<T*>(states)[j] = kNone;
  }
  static void rows(const void* x, size_t rows, size_t n, void* states, size_t) {
    if (n == 0) return;
    T* const state = static_cast<T*>(states);
    for (size_t i = 0; i < rows; ++i)
      state[i] = Either::of(extreme_of_row<Either>(static_cast<const T*>(x) + i * n, n), state[i]);
  }
  static void columns(const void* x, size_t rows, size_t n, void* states, size_t) {
    T* const state = static_cast<T*>(states);
    const T* row = static_cast<const T*>(x);
    for (; rows > 0; --rows, row += n) {
      NABLA_INDEPENDENT
      for (size_t j = 0; j < n; ++j) state[j] = Either::of(row[j], state[j]);
    }
  }
  static void merge(const void* from, size_t, void* states, size_t, size_t n) {
    T* const state = static_cast<T*>(states);
    for (size_t j = 0; j < n; ++j) state[j] = Either::of(static_cast<const T*>(from)[j], state[j]);
  }
  static void finish(const void* states, size_t, void* y, size_t n) {
    for (size_t j = 0; j < n; ++j) static_cast<T*>(y)[j] = static_cast<const T*>(states)[j];
  }
};

template <class F>
constexpr Fold kFold = {sizeof(typename F::Number), &F::start, &F::rows, &F::columns, &F::merge, &F::finish};

using I32 = std::int32_t;
using I64 = std::int64_t;

}  // namespace

constinit const Fold fold_sum[4] = {kFold<Summing<float>>, kFold<Summing<double>>, kFold<Summing<I32>>,
                                    kFold<Summing<I64>>};
constinit const Fold fold_max[4] = {kFold<Extreme<float, Larger>>, kFold<Extreme<double, Larger>>,
                                    kFold<Extreme<I32, Larger>>, kFold<Extreme<I64, Larger>>};
constinit const Fold fold_min[4] = {kFold<Extreme<float, Smaller>>, kFold<Extreme<double, Smaller>>,
                                    kFold<Extreme<I32, Smaller>>, kFold<Extreme<I64, Smaller>>};

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
