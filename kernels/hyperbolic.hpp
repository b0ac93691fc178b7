#pragma once
// sinh and cosh on one vector. Errors are the largest measured by tests/kernels, in ULP.

#include <nabla/kernels/activations.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

/// Beyond, both are infinite; exp(kHyperbolicEnd) / 4 is not.
template <class T>
inline constexpr T kHyperbolicEnd = Math<T>::kExpHigh + static_cast<T>(0.6);

/// h + h / (2h + 1): 2.3 ULP, with h = (exp(|x|) - 1) / 2, which is taken as a quarter twice, so that it overflows no
/// sooner.
template <class T>
NABLA_INLINE Vec<T> sinh(Vec<T> x) {
  const Vec<T> size = abs<T>(x);
  const Reduced<T> e = reduce<T>(at_most(size, kHyperbolicEnd<T>));
  const Vec<T> quarter = two_to<T>(e.n - 2);
  const Vec<T> h = T(2) * ((quarter - T(0.25)) + quarter * (e.r + e.rest));
  const Vec<T> y = with_sign<T>(h + h / (T(2) * h + T(1)), x);
  return ((size < Math<T>::kTiny) | (h == kInf<T>)) ? (size < Math<T>::kTiny ? x : with_sign<T>(h, x)) : y;
}

/// h + 1 / (4h): 1.3 ULP, with h = exp(|x|) / 2.
template <class T>
NABLA_INLINE Vec<T> cosh(Vec<T> x) {
  const Reduced<T> e = reduce<T>(at_most(abs<T>(x), kHyperbolicEnd<T>));
  const Vec<T> quarter = two_to<T>(e.n - 2), h = T(2) * (quarter + quarter * (e.r + e.rest));
  return h + T(0.25) / h;
}

// clang-format off
struct Sinh { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return sinh<T>(x); } };
struct Cosh { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return cosh<T>(x); } };
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
