#pragma once
// Moves between the lanes of vectors: reductions of a vector to a number, halves, and square transposes.

#include <nabla/kernels/math.hpp>

#include <utility>  // index_sequence: a type only, no code

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
using LaneIndices = std::make_index_sequence<kLanes<T>>;

/// NaN if either is; lane by lane.
template <class T>
NABLA_INLINE Vec<T> larger(Vec<T> x, Vec<T> y) {
  return ((x > y) | (x != x)) ? x : y;
}

template <size_t kBy, class T, size_t... I>
NABLA_INLINE Vec<T> rotate(Vec<T> v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, ((I + kBy) % sizeof...(I))...);
}
template <class T, size_t kHalf = kLanes<T> / 2>
NABLA_INLINE T sum_lanes(Vec<T> v) {
  v += rotate<kHalf, T>(v, LaneIndices<T>{});
  if constexpr (kHalf > 1) return sum_lanes<T, kHalf / 2>(v);
  return v[0];
}
/// The largest lane, in all lanes.
template <class T, size_t kHalf = kLanes<T> / 2>
NABLA_INLINE Vec<T> max_lanes(Vec<T> v) {
  v = larger<T>(v, rotate<kHalf, T>(v, LaneIndices<T>{}));
  if constexpr (kHalf > 1) return max_lanes<T, kHalf / 2>(v);
  return v;
}

/// The same, NaN passed over.
template <class T, size_t kHalf = kLanes<T> / 2>
NABLA_INLINE Vec<T> larger_number_of_lanes(Vec<T> v) {
  v = larger_number(v, rotate<kHalf, T>(v, LaneIndices<T>{}));
  if constexpr (kHalf > 1) return larger_number_of_lanes<T, kHalf / 2>(v);
  return v;
}

// --- halves ---

template <size_t... I>
NABLA_INLINE Vec<double> lower_half(Vec<float> v, std::index_sequence<I...>) {
  return __builtin_convertvector(__builtin_shufflevector(v, v, I...), Vec<double>);
}
template <size_t... I>
NABLA_INLINE Vec<double> upper_half(Vec<float> v, std::index_sequence<I...>) {
  return __builtin_convertvector(__builtin_shufflevector(v, v, (I + sizeof...(I))...), Vec<double>);
}
template <size_t... I>
NABLA_INLINE Vec<float> join_halves(Vec<double> low, Vec<double> high, std::index_sequence<I...>) {
  const auto x = __builtin_convertvector(low, Lane<float>::Half), y = __builtin_convertvector(high, Lane<float>::Half);
  return __builtin_shufflevector(x, y, I...);
}
#if defined(__AVX512F__)  // gcc 12 converts pair after pair by itself, and warns of its own header without the masks
template <int kWhich>
NABLA_INLINE Vec<double> half(Vec<float> v) {
  return Vec<double>(_mm512_maskz_cvtps_pd(0xFF, _mm512_maskz_extractf32x8_ps(0xFF, __m512(v), kWhich)));
}
NABLA_INLINE Vec<double> lower_half(Vec<float> v) { return half<0>(v); }
NABLA_INLINE Vec<double> upper_half(Vec<float> v) { return half<1>(v); }
#else
NABLA_INLINE Vec<double> lower_half(Vec<float> v) { return lower_half(v, LaneIndices<double>{}); }
NABLA_INLINE Vec<double> upper_half(Vec<float> v) { return upper_half(v, LaneIndices<double>{}); }
#endif
NABLA_INLINE Vec<float> join_halves(Vec<double> low, Vec<double> high) {
  return join_halves(low, high, LaneIndices<float>{});
}

// --- transposes ---

/// x[0] y[0] x[1] y[1] ..., from the lower halves of x and y.
template <class T, size_t... I>
NABLA_INLINE Vec<T> interleave_lower(Vec<T> x, Vec<T> y, std::index_sequence<I...>) {
  return __builtin_shufflevector(x, y, (I / 2 + (I % 2) * sizeof...(I))...);
}
template <class T, size_t... I>
NABLA_INLINE Vec<T> interleave_upper(Vec<T> x, Vec<T> y, std::index_sequence<I...>) {
  return __builtin_shufflevector(x, y, ((I + sizeof...(I)) / 2 + (I % 2) * sizeof...(I))...);
}

/// Rows become columns: log2(kLanes) rounds, each of which interleaves row i with row i + kLanes / 2.
template <class T>
NABLA_INLINE void transpose(Vec<T> (&rows)[kLanes<T>]) {
  constexpr size_t kHalf = kLanes<T> / 2;
  NABLA_UNROLL
  for (size_t round = 1; round < kLanes<T>; round *= 2) {
    Vec<T> next[kLanes<T>];
    NABLA_UNROLL
    for (size_t i = 0; i < kHalf; ++i) {
      next[2 * i] = interleave_lower<T>(rows[i], rows[i + kHalf], LaneIndices<T>{});
      next[2 * i + 1] = interleave_upper<T>(rows[i], rows[i + kHalf], LaneIndices<T>{});
    }
    NABLA_UNROLL
    for (size_t i = 0; i < kLanes<T>; ++i) rows[i] = next[i];
  }
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
