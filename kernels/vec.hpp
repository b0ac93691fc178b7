#pragma once
// One vector of the instruction set that this file is compiled for, as the compilers' own vector types: + - * /, ==,
// < and ?: work lane by lane on them. Everything is always inlined into namespace nabla::kernels::<set>: a function of
// another namespace that two sets emit would be merged by the linker, and an old processor would run the new code.

#include <cstddef>
#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#ifndef NABLA_KERNEL_ISA
#error "the build names the instruction set: -DNABLA_KERNEL_ISA=v2|v3|v4|plain"
#endif

#define NABLA_INLINE inline __attribute__((always_inline))
#define NABLA_INLINE_LAMBDA __attribute__((always_inline))

// NABLA_INDEPENDENT: no iteration of the loop reads what another one writes (an output may be the very array of an
// input), so that no test for overlap sends a call in place to scalar code. NABLA_UNROLL: keep arrays of accumulators
// in registers; clang does so unasked.
#ifdef __clang__
#define NABLA_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define NABLA_UNROLL
#else
#define NABLA_INDEPENDENT _Pragma("GCC ivdep")
#ifdef __SANITIZE_ADDRESS__  // it would check each of the copies: a minute to compile
#define NABLA_UNROLL _Pragma("GCC unroll 1")
#else
#define NABLA_UNROLL _Pragma("GCC unroll 16")
#endif
#endif

namespace nabla::kernels::NABLA_KERNEL_ISA {

using std::size_t;

#if defined(__AVX512F__)
inline constexpr size_t kVecBytes = 64;
#elif defined(__AVX2__)
inline constexpr size_t kVecBytes = 32;
#else
inline constexpr size_t kVecBytes = 16;
#endif

template <class T>
struct Lane;
template <>
struct Lane<float> {
  typedef float Vec __attribute__((vector_size(kVecBytes)));
  typedef float Unaligned __attribute__((vector_size(kVecBytes), aligned(4), may_alias));
  typedef float Half __attribute__((vector_size(kVecBytes / 2)));
  typedef float UnalignedHalf __attribute__((vector_size(kVecBytes / 2), aligned(4), may_alias));
  typedef std::uint32_t Bits __attribute__((vector_size(kVecBytes)));
};
template <>
struct Lane<double> {
  typedef double Vec __attribute__((vector_size(kVecBytes)));
  typedef double Unaligned __attribute__((vector_size(kVecBytes), aligned(8), may_alias));
  typedef std::uint64_t Bits __attribute__((vector_size(kVecBytes)));
};

template <class T>
using Vec = typename Lane<T>::Vec;
template <class T>
using Bits = typename Lane<T>::Bits;
template <class T>
inline constexpr size_t kLanes = kVecBytes / sizeof(T);

template <class T>
NABLA_INLINE Vec<T> broadcast(T x) {
  return x - Vec<T>{};  // x - 0 is x, -0 and NaN too: it costs nothing
}
template <class T>
NABLA_INLINE Vec<T> load(const T* p) {
  return *reinterpret_cast<const typename Lane<T>::Unaligned*>(p);
}
template <class T>
NABLA_INLINE void store(T* p, Vec<T> v) {
  *reinterpret_cast<typename Lane<T>::Unaligned*>(p) = v;
}

// The first n lanes, 0 < n < kLanes (kLanes too with AVX-512): nothing beyond them is read or written, and the other
// lanes are loaded as 0.
#if defined(__AVX512F__)
inline constexpr bool kMaskedLoads = true;
NABLA_INLINE __mmask16 mask_of(size_t n) { return static_cast<__mmask16>((1U << n) - 1U); }
NABLA_INLINE Vec<float> load_part(const float* p, size_t n) { return Vec<float>(_mm512_maskz_loadu_ps(mask_of(n), p)); }
NABLA_INLINE Vec<double> load_part(const double* p, size_t n) {
  return Vec<double>(_mm512_maskz_loadu_pd(static_cast<__mmask8>(mask_of(n)), p));
}
NABLA_INLINE void store_part(float* p, Vec<float> v, size_t n) { _mm512_mask_storeu_ps(p, mask_of(n), __m512(v)); }
NABLA_INLINE void store_part(double* p, Vec<double> v, size_t n) {
  _mm512_mask_storeu_pd(p, static_cast<__mmask8>(mask_of(n)), __m512d(v));
}
#elif defined(__AVX2__)
inline constexpr bool kMaskedLoads = true;
alignas(32) constexpr std::int32_t kMask32[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
alignas(32) constexpr std::int64_t kMask64[8] = {-1, -1, -1, -1};
NABLA_INLINE __m256i mask32(size_t n) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kMask32 + 8 - n)); }
NABLA_INLINE __m256i mask64(size_t n) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kMask64 + 4 - n)); }
NABLA_INLINE Vec<float> load_part(const float* p, size_t n) { return Vec<float>(_mm256_maskload_ps(p, mask32(n))); }
NABLA_INLINE Vec<double> load_part(const double* p, size_t n) { return Vec<double>(_mm256_maskload_pd(p, mask64(n))); }
NABLA_INLINE void store_part(float* p, Vec<float> v, size_t n) { _mm256_maskstore_ps(p, mask32(n), __m256(v)); }
NABLA_INLINE void store_part(double* p, Vec<double> v, size_t n) { _mm256_maskstore_pd(p, mask64(n), __m256d(v)); }
#else
inline constexpr bool kMaskedLoads = false;
template <class T>
NABLA_INLINE Vec<T> load_part(const T* p, size_t n) {
  Vec<T> v = {};
  for (size_t i = 0; i + 1 < kLanes<T>; ++i) {
    if (i < n) v[i] = p[i];
  }
  return v;
}
template <class T>
NABLA_INLINE void store_part(T* p, Vec<T> v, size_t n) {
  for (size_t i = 0; i + 1 < kLanes<T>; ++i) {
    if (i < n) p[i] = v[i];
  }
}
#endif

template <class T>
NABLA_INLINE Vec<T> load(const T* p, size_t n) {
  return n < kLanes<T> ? load_part(p, n) : load(p);
}
template <class T>
NABLA_INLINE void store(T* p, Vec<T> v, size_t n) {
  n < kLanes<T> ? store_part(p, v, n) : store(p, v);
}

/// v with `fill` in all but the first n lanes.
template <class T>
NABLA_INLINE Vec<T> keep(Vec<T> v, size_t n, T fill) {
  Bits<T> lane = {};
  for (size_t i = 0; i < kLanes<T>; ++i) lane[i] = static_cast<std::uint32_t>(i);
  return lane < static_cast<std::uint32_t>(n) ? v : broadcast(fill);
}

// x, but the limit where it is above, or below; NaN stays.
#if defined(__AVX512F__)
NABLA_INLINE Vec<float> at_most(Vec<float> x, float limit) {
  return Vec<float>(_mm512_min_ps(_mm512_set1_ps(limit), __m512(x)));
}
NABLA_INLINE Vec<double> at_most(Vec<double> x, double limit) {
  return Vec<double>(_mm512_min_pd(_mm512_set1_pd(limit), __m512d(x)));
}
NABLA_INLINE Vec<float> at_least(Vec<float> x, float limit) {
  return Vec<float>(_mm512_max_ps(_mm512_set1_ps(limit), __m512(x)));
}
NABLA_INLINE Vec<double> at_least(Vec<double> x, double limit) {
  return Vec<double>(_mm512_max_pd(_mm512_set1_pd(limit), __m512d(x)));
}
#elif defined(__AVX2__)
NABLA_INLINE Vec<float> at_most(Vec<float> x, float limit) {
  return Vec<float>(_mm256_min_ps(_mm256_set1_ps(limit), __m256(x)));
}
NABLA_INLINE Vec<double> at_most(Vec<double> x, double limit) {
  return Vec<double>(_mm256_min_pd(_mm256_set1_pd(limit), __m256d(x)));
}
NABLA_INLINE Vec<float> at_least(Vec<float> x, float limit) {
  return Vec<float>(_mm256_max_ps(_mm256_set1_ps(limit), __m256(x)));
}
NABLA_INLINE Vec<double> at_least(Vec<double> x, double limit) {
  return Vec<double>(_mm256_max_pd(_mm256_set1_pd(limit), __m256d(x)));
}
#else
template <class T>
NABLA_INLINE Vec<T> at_most(Vec<T> x, T limit) {
  return x > limit ? broadcast(limit) : x;
}
template <class T>
NABLA_INLINE Vec<T> at_least(Vec<T> x, T limit) {
  return x < limit ? broadcast(limit) : x;
}
#endif

// x where it is above y, else y: a NaN of x is passed over.
#if defined(__AVX512F__)
NABLA_INLINE Vec<float> larger_number(Vec<float> x, Vec<float> y) {
  return Vec<float>(_mm512_max_ps(__m512(x), __m512(y)));
}
NABLA_INLINE Vec<double> larger_number(Vec<double> x, Vec<double> y) {
  return Vec<double>(_mm512_max_pd(__m512d(x), __m512d(y)));
}
#elif defined(__AVX2__)
NABLA_INLINE Vec<float> larger_number(Vec<float> x, Vec<float> y) {
  return Vec<float>(_mm256_max_ps(__m256(x), __m256(y)));
}
NABLA_INLINE Vec<double> larger_number(Vec<double> x, Vec<double> y) {
  return Vec<double>(_mm256_max_pd(__m256d(x), __m256d(y)));
}
#else
NABLA_INLINE Vec<float> larger_number(Vec<float> x, Vec<float> y) { return x > y ? x : y; }
NABLA_INLINE Vec<double> larger_number(Vec<double> x, Vec<double> y) { return x > y ? x : y; }
#endif

#if defined(__AVX512F__)
/// x 2^floor(n), rounded once.
NABLA_INLINE Vec<float> scaled(Vec<float> x, Vec<float> n) {
  return Vec<float>(_mm512_scalef_ps(__m512(x), __m512(n)));
}
NABLA_INLINE Vec<double> scaled(Vec<double> x, Vec<double> n) {
  return Vec<double>(_mm512_scalef_pd(__m512d(x), __m512d(n)));
}
/// 1 / x to 14 bits.
NABLA_INLINE Vec<float> rough_inverse(Vec<float> x) { return Vec<float>(_mm512_rcp14_ps(__m512(x))); }
NABLA_INLINE Vec<double> rough_inverse(Vec<double> x) { return Vec<double>(_mm512_rcp14_pd(__m512d(x))); }
#endif

/// Is any lane of x above the limit? NaN is not.
#if defined(__AVX512F__)
NABLA_INLINE bool any_above(Vec<float> x, float limit) {
  return _mm512_cmp_ps_mask(__m512(x), _mm512_set1_ps(limit), _CMP_GT_OQ) != 0;
}
NABLA_INLINE bool any_above(Vec<double> x, double limit) {
  return _mm512_cmp_pd_mask(__m512d(x), _mm512_set1_pd(limit), _CMP_GT_OQ) != 0;
}
#elif defined(__AVX2__)
NABLA_INLINE bool any_above(Vec<float> x, float limit) { return _mm256_movemask_ps(__m256(x > limit)) != 0; }
NABLA_INLINE bool any_above(Vec<double> x, double limit) { return _mm256_movemask_pd(__m256d(x > limit)) != 0; }
#else
template <class T>
NABLA_INLINE bool any_above(Vec<T> x, T limit) {
  typedef std::uint64_t Words __attribute__((vector_size(kVecBytes)));
  const Words words = reinterpret_cast<Words>(x > limit);
  return (words[0] | words[1]) != 0;
}
#endif

NABLA_INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
