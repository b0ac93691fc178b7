#pragma once
// exp2 and log2 on one vector, exact at integers and at powers of 2. Errors are the largest measured by tests/kernels,
// in ULP.

#include <nabla/kernels/math.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

/// 2^n exp(r ln(2)), n the integer next to x, r = x - n: 1.5 ULP.
template <class T>
NABLA_INLINE Vec<T> exp2(Vec<T> x) {
  using M = Math<T>;
  constexpr T end = static_cast<T>(M::kBias + 2), low_end = -static_cast<T>(M::kBias + M::kMantissa + 2);
  const Vec<T> u = at_least(at_most(x, end), low_end);
  const Vec<T> shifted = u + M::kShift, n = shifted - M::kShift;
  const Vec<T> r = (u - n) * static_cast<T>(0x1.62e42fefa39efp-1);
  const Reduced<T> e{bits<T>(shifted) - bits_of<T>(M::kShift), n, r, r * r * polynomial<T>(r, M::kExp)};
  return power_of<T>(e).times(T(1) + (e.r + e.rest));
}

/// exponent + log(mantissa) / ln(2): 2 ULP.
template <class T>
NABLA_INLINE Vec<T> log2(Vec<T> x) {
  constexpr T scale = static_cast<T>(0x1.71547652b82fep0);
  if constexpr (kLogByTable) {
    const Split<T> parts = split(x);
    return parts.exponent + scale * log_of_mantissa<T>(parts.mantissa, Vec<T>{}, Vec<T>{});
  } else {
    return logarithm<T>(x, [](const LogParts<T>& log) NABLA_INLINE_LAMBDA {
      return log.exponent - scale * ((log.half_square - log.s * log.r) - log.f);
    });
  }
}

// clang-format off
struct Exp2 { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return exp2<T>(x); } };
struct Log2 { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return log2<T>(x); } };
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
