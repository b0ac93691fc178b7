#pragma once
// One vector register of the machine that this is compiled for, as the compilers' own vector type.

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#define LIMIT_INLINE inline __attribute__((always_inline))

namespace limit {

using std::size_t;

#if defined(__AVX512F__)
inline constexpr size_t kVecBytes = 64;
#elif defined(__AVX2__)
inline constexpr size_t kVecBytes = 32;
#else
inline constexpr size_t kVecBytes = 16;
#endif
inline constexpr size_t kLanes = kVecBytes / sizeof(float);

typedef float Vec __attribute__((vector_size(kVecBytes)));
typedef float UnalignedVec __attribute__((vector_size(kVecBytes), aligned(4), may_alias));
typedef std::uint32_t Bits __attribute__((vector_size(kVecBytes)));

LIMIT_INLINE Vec load(const float* p) { return *reinterpret_cast<const UnalignedVec*>(p); }
LIMIT_INLINE void store(float* p, Vec v) { *reinterpret_cast<UnalignedVec*>(p) = v; }
LIMIT_INLINE Vec broadcast(float x) { return x - Vec{}; }

/// f(0), f(1), ..., f(N - 1), each with its number as a constant: arrays indexed by it stay in registers.
template <size_t N, class F>
LIMIT_INLINE void unroll(F&& f) {
  [&]<size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    (f(std::integral_constant<size_t, I>{}), ...);
  }
  (std::make_index_sequence<N>{});
}

/// kLanes rows of kLanes numbers, transposed: each turn interleaves row i with row i + kLanes / 2.
LIMIT_INLINE void transpose(Vec (&rows)[kLanes]) {
  for (size_t turn = 1; turn < kLanes; turn *= 2) {
    Vec next[kLanes];
    unroll<kLanes / 2>([&](auto i) __attribute__((always_inline)) {
      const Vec a = rows[i], b = rows[i + kLanes / 2];
      [&]<size_t... J>(std::index_sequence<J...>) __attribute__((always_inline)) {
        next[2 * i] = __builtin_shufflevector(a, b, (J % 2 * kLanes + J / 2)...);
        next[2 * i + 1] = __builtin_shufflevector(a, b, (J % 2 * kLanes + kLanes / 2 + J / 2)...);
      }
      (std::make_index_sequence<kLanes>{});
    });
    unroll<kLanes>([&](auto i) __attribute__((always_inline)) { rows[i] = next[i]; });
  }
}

/// The sum of the lanes, in log2(kLanes) steps.
LIMIT_INLINE float sum(Vec v) {
  unroll<7>([&](auto turn) __attribute__((always_inline)) {
    constexpr size_t shift = kLanes >> (turn + 1);
    if constexpr (shift > 0) {
      [&]<size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        v += __builtin_shufflevector(v, v, ((I + shift) % kLanes)...);
      }
      (std::make_index_sequence<kLanes>{});
    }
  });
  return v[0];
}
LIMIT_INLINE float largest(Vec v) {
  float x = v[0];
  for (size_t i = 1; i < kLanes; ++i) x = v[i] > x ? v[i] : x;
  return x;
}

/// x = n ln(2) + r; 2^n and exp(r) - 1, to 1 ULP, for x that do not overflow.
struct Exponential {
  Vec power, rest;
};
LIMIT_INLINE Exponential exponential(Vec x) {
  constexpr float shift = 0x1.8p23F;
  const Vec shifted = x * 0x1.715476p0F + shift, n = shifted - shift;
  const Vec r = (x - n * 0x1.63p-1F) - n * -0x1.bd0106p-13F;
  Vec p = broadcast(0.00019891982F);
  p = p * r + 0.0013934542F;
  p = p * r + 0.00833331F;
  p = p * r + 0.04166646F;
  p = p * r + 0.16666667F;
  p = p * r + 0.5F;
  const Bits power = (reinterpret_cast<Bits>(shifted) + 127U) << 23;
  return {reinterpret_cast<Vec>(power), p * (r * r) + r};
}
/// For x <= 88; below -87 it is exp(-87).
LIMIT_INLINE Vec exp(Vec x) {
  x = x < -87.F ? broadcast(-87.F) : x;
  const Exponential e = exponential(x);
  return e.power * e.rest + e.power;
}
/// e / (e + 2) with e = exp(2|x|) - 1: below 4 ULP.
LIMIT_INLINE Vec tanh(Vec x) {
  const Bits sign = reinterpret_cast<Bits>(x) & 0x80000000U;
  Vec size = reinterpret_cast<Vec>(reinterpret_cast<Bits>(x) ^ sign);
  size = size > 10.F ? broadcast(10.F) : size;
  const Exponential f = exponential(2.F * size);
  const Vec e = f.power * f.rest + (f.power - 1.F);
  return reinterpret_cast<Vec>(reinterpret_cast<Bits>(e / (e + 2.F)) | sign);
}

}  // namespace limit
