#pragma once
// vector.hpp for f64.

#include <cmath>
#include <vector>

#include "vector.hpp"

namespace limit::f64 {

inline constexpr size_t kLanes = kVecBytes / sizeof(double);

typedef double Vec __attribute__((vector_size(kVecBytes)));
typedef double UnalignedVec __attribute__((vector_size(kVecBytes), aligned(8), may_alias));
typedef std::uint64_t Bits __attribute__((vector_size(kVecBytes)));

LIMIT_INLINE Vec load(const double* p) { return *reinterpret_cast<const UnalignedVec*>(p); }
LIMIT_INLINE void store(double* p, Vec v) { *reinterpret_cast<UnalignedVec*>(p) = v; }
LIMIT_INLINE Vec larger(Vec a, Vec b) { return b > a ? b : a; }

LIMIT_INLINE double sum(Vec v) {
  double total = v[0];
  for (size_t i = 1; i < kLanes; ++i) total += v[i];
  return total;
}
LIMIT_INLINE double largest(Vec v) {
  double x = v[0];
  for (size_t i = 1; i < kLanes; ++i) x = v[i] > x ? v[i] : x;
  return x;
}

/// x = n ln(2) + r; 2^n and exp(r) - 1, to 1 ULP, for x that do not overflow.
struct Exponential {
  Vec power, rest;
};
LIMIT_INLINE Exponential exponential(Vec x) {
  constexpr double shift = 0x1.8p52;
  const Vec shifted = x * 0x1.71547652b82fep0 + shift, n = shifted - shift;
  const Vec r = (x - n * 0x1.62e42fefa39efp-1) - n * 0x1.abc9e3b39803fp-56, r2 = r * r, r4 = r2 * r2;
  // (exp(r) - 1 - r) / r^2, interpolated at Chebyshev's nodes of |r| <= ln(2) / 2; in pairs, for a short chain.
  const Vec low =
      (r * 0.16666666666666669 + 0.5000000000000001) + (r * 0.008333333333330062 + 0.04166666666662413) * r2;
  const Vec high =
      (r * 0.00019841269863053618 + 0.0013888888917213717) + (r * 2.7557268459997064e-06 + 2.4801521295954376e-05) * r2;
  const Vec p = low + (high + (r * 2.510038549551032e-08 + 2.7620088445409746e-07) * r4) * r4;
  const Bits power = (reinterpret_cast<Bits>(shifted) + 1023U) << 52;
  return {reinterpret_cast<Vec>(power), p * r2 + r};
}
/// For x <= 709; below -708 it is exp(-708).
LIMIT_INLINE Vec exp(Vec x) {
  x = x < -708. ? Vec{} - 708. : x;
  const Exponential e = exponential(x);
  return e.power * e.rest + e.power;
}
LIMIT_INLINE Vec sigmoid(Vec x) { return 1. / (1. + exp(-x)); }
/// e / (e + 2) with e = exp(2|x|) - 1.
LIMIT_INLINE Vec tanh(Vec x) {
  const Bits sign = reinterpret_cast<Bits>(x) & (std::uint64_t{1} << 63);
  Vec size = reinterpret_cast<Vec>(reinterpret_cast<Bits>(x) ^ sign);
  size = size > 20. ? Vec{} + 20. : size;
  const Exponential f = exponential(2. * size);
  const Vec e = f.power * f.rest + (f.power - 1.);
  return reinterpret_cast<Vec>(reinterpret_cast<Bits>(e / (e + 2.)) | sign);
}

}  // namespace limit::f64
