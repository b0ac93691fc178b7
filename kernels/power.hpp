#pragma once
// pow: exponents that are other functions, within 2 ULP; f32 by exp and log in f64 where vectors are wide; else libm's.

#include <nabla/kernels/logarithms.hpp>
#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
NABLA_INLINE Vec<T> rounded(Vec<T> x) {  // to an integer, |x| < kShift / 4
  return (x + Math<T>::kShift) - Math<T>::kShift;
}

/// |x|^y for the numbers of f32, to far more digits than these have, with the sign and the exceptions of pow.
NABLA_INLINE Vec<double> pow_wide(Vec<double> x, Vec<double> y) {
  using V = Vec<double>;
  const V size = abs<double>(x), one = broadcast(1.), exponent = at_least(at_most(y, 0x1p26), -0x1p26);
  const auto whole = rounded<double>(exponent) == exponent;  // beyond 2^24 all are even
  const V half = 0.5 * exponent;
  const auto odd = whole & (rounded<double>(half) != half);
  V z = exp<double>(y * log<double>(size));
  z = ((size == 1.) & (abs<double>(y) == kInf<double>)) ? one : z;
  z = odd ? with_sign<double>(z, x) : z;
  z = ((x < 0.) & (size < kInf<double>)&~whole) ? broadcast(kNan<double>) : z;
  return ((x == 1.) | (y == 0.)) ? one : z;
}

// clang-format off
struct PowWide {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y) {
    return join_halves(pow_wide(lower_half(x), lower_half(y)), pow_wide(upper_half(x), upper_half(y)));
  }
};

// Exponents of their own; 0 is added for pow(-0, 1/2) is 0.
struct PowMinusTwo  { template <class T> static NABLA_INLINE T at(T x, T) { const T y = 1 / x; return y * y; } };
struct PowMinusOne  { template <class T> static NABLA_INLINE T at(T x, T) { return 1 / x; } };
struct PowMinusHalf { template <class T> static NABLA_INLINE T at(T x, T) { return x == -kInf<T> ? T(0) : 1 / root(x + 0); } };
struct PowHalf      { template <class T> static NABLA_INLINE T at(T x, T) { return x == -kInf<T> ? -x : root(x + 0); } };
struct PowThreeHalf {
  template <class T> static NABLA_INLINE T at(T x, T) { return x == -kInf<T> ? -x : (x + 0) * root(x + 0); }
};
struct PowTwo   { template <class T> static NABLA_INLINE T at(T x, T) { return x * x; } };
struct PowThree { template <class T> static NABLA_INLINE T at(T x, T) { return x * x * x; } };
struct PowFour  { template <class T> static NABLA_INLINE T at(T x, T) { const T y = x * x; return y * y; } };
// clang-format on

template <class T, class F>
bool pow_as(T exponent, const T* x, T y, T* z, size_t n) {
  if (y != exponent) return false;
  each<T, F>(x, z, n, 0);
  return true;
}

template <class T>
void zip_pow(const T* x, size_t dx, const T* y, size_t dy, T* z, size_t n) {
  if (n > 0 && dx != 0 && dy == 0) {
    const T p = *y;
    if (pow_as<T, PowTwo>(2, x, p, z, n) || pow_as<T, PowThree>(3, x, p, z, n) || pow_as<T, PowFour>(4, x, p, z, n) ||
        pow_as<T, PowMinusOne>(-1, x, p, z, n) || pow_as<T, PowMinusTwo>(-2, x, p, z, n) ||
        pow_as<T, PowHalf>(T(0.5), x, p, z, n) || pow_as<T, PowMinusHalf>(T(-0.5), x, p, z, n) ||
        pow_as<T, PowThreeHalf>(T(1.5), x, p, z, n))
      return;
  }
  if constexpr (sizeof(T) == 4 && kVecBytes == 64)  // with narrower vectors libm is faster
    zip_map<T, PowWide>(x, dx, y, dy, z, n);
  else
    for (size_t i = 0; i < n; ++i) z[i] = power(x[i * dx], y[i * dy]);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
