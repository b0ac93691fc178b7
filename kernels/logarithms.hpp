#pragma once
// Functions made of exp and log whose digits would be lost if they were computed one after the other. Errors are the
// largest measured by tests/kernels, in ULP.

#include <nabla/kernels/activations.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

/// log(1 - exp(x)) for x <= 0, NaN above: 2.5 ULP. Where exp(x) > 1/2, of -expm1(x), else of 1 - exp(x) and what its
/// rounding lost.
template <class T>
NABLA_INLINE Vec<T> log1mexp(Vec<T> x) {
  const auto near = x > static_cast<T>(-0.69314718055994530942);
  const Vec<T> e = exp<T>(x), far = T(1) - e;
  const Vec<T> u = near ? -expm1<T>(x) : far;
  const Vec<T> lost = near ? Vec<T>{} : (T(1) - far) - e;
  Vec<T> y;
  if constexpr (kLogByTable)
    y = log_by_table<T>(u, near ? Vec<T>{} : lost * rough_inverse(far));
  else
    y = log<T>(u) + (near ? Vec<T>{} : lost / far);
  return from_bits<T>(bits<T>(y) | ~(~Bits<T>{} >> 1));  // -0
}

template <class T>
struct LogCoshTerms;
template <>
struct LogCoshTerms<float> {  // (cosh(x) - 1) / x^2 in x^2, |x| <= 1.25, by its power series
  static constexpr float kCosh[] = {1 / 3628800.F, 1 / 40320.F, 1 / 720.F, 1 / 24.F, 0.5F};
};
template <>
struct LogCoshTerms<double> {
  static constexpr double kCosh[] = {1 / 6402373705728000.,
                                     1 / 20922789888000.,
                                     1 / 87178291200.,
                                     1 / 479001600.,
                                     1 / 3628800.,
                                     1 / 40320.,
                                     1 / 720.,
                                     1 / 24.,
                                     0.5};
};

/// log(cosh(x)), 3.4 ULP: log(1 + y) with y = cosh(x) - 1 for small |x|, else |x| - log(2) + log(1 + exp(-2|x|)).
template <class T>
NABLA_INLINE Vec<T> log_cosh(Vec<T> x) {
  constexpr double kLn2 = 0.69314718055994530942;
  const Vec<T> size = abs<T>(x);
  const auto small = size < T(1.25);
  const Vec<T> z = small ? x * x : Vec<T>{};
  const Vec<T> y = small ? z * horner<T>(z, LogCoshTerms<T>::kCosh) : exp_folded<T>(T(2) * size);
  return (small ? Vec<T>{} : size - static_cast<T>(kLn2)) + log1p_unit<T>(y);
}

/// log(exp(x) + exp(y)) = max + log(1 + exp(-|x - y|)); the difference with what rounding it lost. 2.6 ULP of
/// the larger term.
template <class T>
NABLA_INLINE Vec<T> logaddexp(Vec<T> x, Vec<T> y) {
  const auto first = x > y;
  const Vec<T> large = first ? x : y, small = first ? y : x;
  const Vec<T> d = small - large, back = d + large, low = (small - back) + (large - (back - d));
  const Vec<T> lost = d > Math<T>::kExpLow ? low : Vec<T>{};
  const Vec<T> e = exp<T, true>(x == y ? Vec<T>{} : d, x == y ? Vec<T>{} : lost);
  return large + log1p_unit<T>(e);
}

// clang-format off
struct Log1mExp { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return log1mexp<T>(x); } };
struct LogCosh  { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return log_cosh<T>(x); } };

struct LogAddExp { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y) { return logaddexp<T>(x, y); } };
/// 0 where x is 0, whatever y is but NaN.
struct XLogY {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y) {
    return ((x == T(0)) & (y == y)) ? Vec<T>{} : x * log<T>(y);
  }
};
struct XLog1pY {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y) {
    return ((x == T(0)) & (y == y)) ? Vec<T>{} : x * log1p<T>(y);
  }
};
// clang-format on

/// x and, from 0 on, its first entry as often as wanted.
template <class T>
NABLA_INLINE Vec<T> load_stepped(const T* x, size_t step, size_t at, size_t n) {
  return step == 0 ? broadcast(*x) : load(x + at, n);
}

template <class T, class F>
void zip_map(const T* x, size_t dx, const T* y, size_t dy, T* z, size_t n) {
  if (n == 1) {  // as in map()
    *z = F::template at<T>(Vec<T>{*x}, Vec<T>{*y})[0];
    return;
  }
  for (size_t i = 0; i < n; i += kLanes<T>) {
    const size_t part = smaller(n - i, kLanes<T>);
    store(z + i, F::template at<T>(load_stepped(x, dx, i, part), load_stepped(y, dy, i, part)), part);
  }
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
