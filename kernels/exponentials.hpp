#pragma once
// What softmax and its kin are made of: exponentials of differences to the largest entry, and their sums.

#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

/// A sum in twice the precision, lane by lane.
template <class T>
struct Total;
template <>
struct Total<float> {
  Vec<double> low = {}, high = {};  // of the two halves of the lanes

  NABLA_INLINE void add(Vec<float> x) {
    low += lower_half(x);
    high += upper_half(x);
  }
  NABLA_INLINE void multiply(Vec<float> x) {
    low *= lower_half(x);
    high *= upper_half(x);
  }
  NABLA_INLINE double all() const { return sum_lanes<double>(low + high); }
  NABLA_INLINE Vec<float> inverse() const { return join_halves(1 / low, 1 / high); }
  /// m + log(1 + sum)
  NABLA_INLINE Vec<float> log1p_plus(Vec<float> m) const {
    return join_halves(lower_half(m) + log1p<double>(low), upper_half(m) + log1p<double>(high));
  }
};
template <>
struct Total<double> {
  Vec<double> value = {}, lost = {};

  NABLA_INLINE void add(Vec<double> x) {
    const Vec<double> next = value + x, rounded = next - value;
    lost += (value - (next - rounded)) + (x - rounded);
    value = next;
  }
  NABLA_INLINE void multiply(Vec<double> x) {
    value *= x;
    lost *= x;
  }
  NABLA_INLINE double all() const { return sum_lanes<double>(value + lost); }
  NABLA_INLINE Vec<double> inverse() const { return 1 / (value + lost); }
  NABLA_INLINE Vec<double> log1p_plus(Vec<double> m) const { return m + log1p<double>(value + lost); }
};

/// Numbers near the largest entry m of a row, or of columns, lane by lane, that exponentials are computed relative to:
/// m itself, or m rounded to so few digits that first + n ln(2) is exact. No digit of x - near is lost on the way to
/// exp(x - near).
template <class T>
struct Reference {
  Vec<T> first, second;  // near is their sum; one of them is 0
  Vec<T> rest;           // m - near

  explicit NABLA_INLINE Reference(Vec<T> m) {
    constexpr T kRound = sizeof(T) == 4 ? T(0x1.8p14) : T(0x1.8p20);  // x + kRound has multiples of 2^-9, of 2^-32
    constexpr T kFar = sizeof(T) == 4 ? T(0x1p13) : T(0x1p19);        // from there on x - m is exact
    const auto near = (m < kFar) & (m > -kFar);                       // not NaN
    const Vec<T> rounded = (m + kRound) - kRound;
    first = near ? rounded : Vec<T>{};
    second = near ? Vec<T>{} : m;
    rest = near ? m - rounded : Vec<T>{};
  }
};

/// exp(x) for an x that is the rest of a Reference, or less that: a number or a vector of T.
template <class T, class V>
NABLA_INLINE V exp_of_rest(V x) {
  return T(1) + x * (T(1) + x * (T(0.5) + x * (T(1. / 6) + x * T(1. / 24))));
}

// Is scaling by 2^n harmless, whatever n is?
#if defined(__AVX512F__)
inline constexpr bool kAnyPower = true;
#else
inline constexpr bool kAnyPower = false;
#endif

/// (1 + rest) 2^n for the n that a number d of at least kExpLow has; 0 for smaller d, whatever `rest` is.
template <class T>
NABLA_INLINE Vec<T> power_above_low(Vec<T> d, Vec<T> shifted, Vec<T> n, Vec<T> rest) {
  const Reduced<T> e{bits<T>(shifted) - bits_of<T>(Math<T>::kShift), n, rest, rest};
  return d <= Math<T>::kExpLow ? Vec<T>{} : power_of<T>(e).times(T(1) + rest);
}

/// As Math<T>::kExp; for f32 a term less, to 2^-26 of exp.
template <class T>
struct Short : Math<T> {};
template <>
struct Short<float> {
  static constexpr float kExp[] = {0.0013926176119935578884F, 0.0083631730745137109028F, 0.041666554662050533982F,
                                   0.1666657702559798819F, 0.5F};
};

/// y[i] = exp(x[i] - near), for x[i] that are at most m: 1.6 ULP. Several vectors side by side, so that one's steps
/// fill the gaps between another's.
template <class T, size_t kCount>
NABLA_INLINE void exp_relative_to(const Reference<T>& near, const Vec<T> (&x)[kCount], Vec<T> (&y)[kCount]) {
  using M = Math<T>;
  Vec<T> d[kCount], shifted[kCount], n[kCount], r[kCount], p[kCount];
  const auto each = [](auto&& step) NABLA_INLINE_LAMBDA {
    NABLA_UNROLL
    for (size_t i = 0; i < kCount; ++i) step(i);
  };
  each([&](size_t i) NABLA_INLINE_LAMBDA { r[i] = x[i] - near.second, d[i] = r[i] - near.first; });
  each([&](size_t i) NABLA_INLINE_LAMBDA {
    shifted[i] = (kAnyPower ? d[i] : at_least(d[i], M::kExpLow)) * static_cast<T>(0x1.71547652b82fep0) + M::kShift;
  });
  each([&](size_t i) NABLA_INLINE_LAMBDA { n[i] = shifted[i] - M::kShift; });
  each([&](size_t i) NABLA_INLINE_LAMBDA { r[i] = r[i] - (near.first + n[i] * M::kLn2High); });
  each([&](size_t i) NABLA_INLINE_LAMBDA { r[i] = r[i] - n[i] * M::kLn2Low; });
  each([&](size_t i) NABLA_INLINE_LAMBDA { p[i] = polynomial<T>(r[i], Short<T>::kExp); });
  each([&](size_t i) NABLA_INLINE_LAMBDA { p[i] = r[i] * r[i] * p[i] + r[i]; });
  each([&](size_t i) NABLA_INLINE_LAMBDA { y[i] = power_above_low<T>(d[i], shifted[i], n[i], p[i]); });
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
