#pragma once
// Polynomials of vectors; the leading coefficient comes first.

#include <nabla/kernels/vec.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T, size_t N>
NABLA_INLINE Vec<T> horner(Vec<T> x, const T (&c)[N]) {
  Vec<T> y = broadcast(c[0]);
  NABLA_UNROLL
  for (size_t i = 1; i < N; ++i) y = y * x + c[i];
  return y;
}

/// The same in shorter chains, on which less time is spent waiting. Of long polynomials the even and the odd powers are
/// summed apart, but for the last term, which is the largest; of others each two neighbours first.
template <class T, size_t N>
NABLA_INLINE Vec<T> polynomial(Vec<T> x, const T (&c)[N]) {
  const Vec<T> z = x * x;
  if constexpr (N < 5) {
    return horner<T>(x, c);
  } else if constexpr (N < 9) {
    Vec<T> y = N % 2 == 0 ? c[0] * x + c[1] : broadcast(c[0]);
    NABLA_UNROLL
    for (size_t i = 2 - N % 2; i < N; i += 2) y = y * z + (c[i] * x + c[i + 1]);
    return y;
  } else {
    constexpr size_t kApart = N - 1;
    Vec<T> odd = broadcast(c[kApart % 2]), even = broadcast(c[N % 2]);
    NABLA_UNROLL
    for (size_t i = kApart % 2 + 2; i < kApart; i += 2) odd = odd * z + c[i];
    NABLA_UNROLL
    for (size_t i = N % 2 + 2; i < kApart; i += 2) even = even * z + c[i];
    return (odd * x + even) * x + c[N - 1];
  }
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
