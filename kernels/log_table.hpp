#pragma once
// The heart of the logarithms where the instruction set splits numbers into mantissa and exponent, and looks numbers up
// by lane: AVX-512. math.hpp has the way of the others.

#include <nabla/kernels/polynomial.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

#if defined(__AVX512F__)
inline constexpr bool kLogByTable = true;

/// For the mantissas m in [0.75, 1.5) whose first four bits are i: m kInverse[i] - 1 is in [-1/32, 1/16], and
/// kLog[i] = -log(kInverse[i]). Around 1 they are 1 and 0, so that no digit is lost; elsewhere the inverses are those
/// of many tried whose logarithms lie closest to a number of type T (Gal, 1986), at 1/1000 of an ULP.
template <class T>
struct LogTable;
template <>
struct LogTable<float> {
  static constexpr float kInverse[] = {1.F,
                                       0x1.d3ebdap-1F,
                                       0x1.bb0e9ap-1F,
                                       0x1.a4724ap-1F,
                                       0x1.8feac4p-1F,
                                       0x1.7d5632p-1F,
                                       0x1.6c0e14p-1F,
                                       0x1.5c5efap-1F,
                                       0x1.4e5f7ep+0F,
                                       0x1.417adap+0F,
                                       0x1.34e2cap+0F,
                                       0x1.299ce4p+0F,
                                       0x1.1f81eep+0F,
                                       0x1.15f8a4p+0F,
                                       0x1.0cbf30p+0F,
                                       1.F};
  static constexpr float kLog[] = {0.F,
                                   0x1.70bd8cp-4F,
                                   0x1.2831bcp-3F,
                                   0x1.9378aep-3F,
                                   0x1.f9fe82p-3F,
                                   0x1.2db69cp-2F,
                                   0x1.5d3444p-2F,
                                   0x1.8a4c48p-2F,
                                   -0x1.117d5ap-2F,
                                   -0x1.d2728cp-3F,
                                   -0x1.809a66p-3F,
                                   -0x1.347630p-3F,
                                   -0x1.db6deep-4F,
                                   -0x1.514404p-4F,
                                   -0x1.8e117ep-5F,
                                   0.F};
  // (log(1 + r) - r) / r^2 on [-1/32, 1/16], to 2^-28 of log
  static constexpr float kRest[] = {0.188460282286F, -0.250061034972F, 0.333344528127F, -0.50000001391F};
  static constexpr float kLn2 = 0x1.62e43p-1F, kLn2Low = 0.F;
};
template <>
struct LogTable<double> {
  static constexpr double kInverse[] = {1.,
                                        0x1.d408be009b25fp-1,
                                        0x1.ba92931bcab13p-1,
                                        0x1.a425f4c58d14dp-1,
                                        0x1.8fa10d11ec6efp-1,
                                        0x1.7cf9ad56df524p-1,
                                        0x1.6c44bcec71b1dp-1,
                                        0x1.5cb34ae680dd3p-1,
                                        0x1.4e78c2b633682p+0,
                                        0x1.414fe89452469p+0,
                                        0x1.3527fb94912a4p+0,
                                        0x1.29c39c26f2127p+0,
                                        0x1.1f2feaad97bdcp+0,
                                        0x1.1582afc393c99p+0,
                                        0x1.0ccce8a2a2dc7p+0,
                                        1.};
  static constexpr double kLog[] = {0.,
                                    0x1.6fc0ae18192dbp-4,
                                    0x1.2a6f5a90bf997p-3,
                                    0x1.94eca15783e2bp-3,
                                    0x1.fb7824024f8c5p-3,
                                    0x1.2eaf2a5cad509p-2,
                                    0x1.5c9a90c6743dap-2,
                                    0x1.89548f6c7ad46p-2,
                                    -0x1.11cab92ba71dcp-2,
                                    -0x1.d160e7b687e77p-3,
                                    -0x1.8264f8a4e3321p-3,
                                    -0x1.3580906317931p-3,
                                    -0x1.d6dcdfa221d0ap-4,
                                    -0x1.4a787b1ddac2fp-4,
                                    -0x1.8fb3b43f57c43p-5,
                                    0.};
  static constexpr double kRest[] = {
      -0.087406309560174047887, 0.11070819379872564654, -0.125018533563316543,  // to 2^-56
      0.14285820789308447092,   -0.1666666620028672104, 0.19999999927400566236,
      -0.24999999999838010739,  0.33333333333347592823, -0.50000000000000027852};
  static constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;
};

NABLA_INLINE Vec<float> look_up(const float (&table)[16], Bits<float> i) {
  return Vec<float>(_mm512_permutexvar_ps(__m512i(i), __m512(load(table))));
}
NABLA_INLINE Vec<double> look_up(const double (&table)[16], Bits<double> i) {
  return Vec<double>(_mm512_permutex2var_pd(__m512d(load(table)), __m512i(i), __m512d(load(table + 8))));
}

template <class T>
struct Split {  // x = mantissa 2^exponent, denormals too; infinities and 0 have infinite exponents
  Vec<T> mantissa, exponent;
};
NABLA_INLINE Split<float> split(Vec<float> x) {  // x < 0 gives NaN
  const __m512 m = _mm512_getmant_ps(__m512(x), _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
  return {Vec<float>(m), Vec<float>(_mm512_getexp_ps(__m512(x))) - Vec<float>(_mm512_getexp_ps(m))};
}
NABLA_INLINE Split<double> split(Vec<double> x) {
  const __m512d m = _mm512_getmant_pd(__m512d(x), _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
  return {Vec<double>(m), Vec<double>(_mm512_getexp_pd(__m512d(x))) - Vec<double>(_mm512_getexp_pd(m))};
}

/// log(mantissa) + offset + c, c far below log(mantissa) unless that is near 0.
template <class T>
NABLA_INLINE Vec<T> log_of_mantissa(Vec<T> mantissa, Vec<T> offset, Vec<T> c) {
  using L = LogTable<T>;
  constexpr int kMantissa = sizeof(T) == 4 ? 23 : 52;
  const Bits<T> i = reinterpret_cast<Bits<T>>(mantissa) >> (kMantissa - 4);  // the permutations take four bits
  const Vec<T> r = mantissa * look_up(L::kInverse, i) - T(1);
  const Vec<T> rest = polynomial<T>(r, L::kRest);
  return (offset + look_up(L::kLog, i)) + (r + (r * r * rest + c));
}

/// log(x) + c, c far below log(x) unless x is near 1: 2 ULP, right at 0, infinity, NaN and below 0 too.
template <class T>
NABLA_INLINE Vec<T> log_by_table(Vec<T> x, Vec<T> c) {
  using L = LogTable<T>;
  const Split<T> parts = split(x);
  if constexpr (L::kLn2Low != 0) c += parts.exponent * L::kLn2Low;
  return log_of_mantissa<T>(parts.mantissa, parts.exponent * L::kLn2, c);
}

#else
inline constexpr bool kLogByTable = false;
template <class T>
struct Split {
  Vec<T> mantissa, exponent;
};
template <class T>
Split<T> split(Vec<T> x);
template <class T>
Vec<T> log_of_mantissa(Vec<T> mantissa, Vec<T> offset, Vec<T> c);
template <class T>
Vec<T> log_by_table(Vec<T> x, Vec<T> c);
#endif

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
