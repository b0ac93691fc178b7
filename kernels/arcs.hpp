#pragma once
// asin, acos and atan on one vector. Errors are the largest measured by tests/kernels, in ULP.

#include <nabla/kernels/math.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
struct Arcs;
template <>
struct Arcs<float> {
  static constexpr float kHalfPi = 0x1.921fb6p0F, kHalfPiLow = -0x1.777a5cp-25F;
  // (asin(s) - s) / s^3 in s^2, |s| <= 1/2, to 2^-29 of asin
  static constexpr float kAsin[] = {0.0336908472028F, 0.0171492383577F, 0.0311006627355F,
                                    0.0445994015285F, 0.075000945435F,  0.166666663374F};
  // (atan(s) - s) / s^3 in s^2, |s| <= 1, to 2^-26 of atan
  static constexpr float kAtan[] = {-0.00238699731672F, 0.013507771427F,   -0.035871538982F,
                                    0.0625016944475F,   -0.0865688043015F, 0.110337641153F,
                                    -0.142785687482F,   0.199997393298F,   -0.333333317331F};
};
template <>
struct Arcs<double> {
  static constexpr double kHalfPi = 0x1.921fb54442d18p0, kHalfPiLow = 0x1.1a62633145c07p-54;
  static constexpr double kAsin[] = {0.0287578513674215647081,  -0.0148518870712472032242, 0.017400879442694022443,
                                     0.00545750671864035830042, 0.0103228143501857792869,  0.0114791774151849058958,
                                     0.0139712129735529333042,  0.0173523927208699729415,  0.022372172942149887875,
                                     0.0303819441385312472866,  0.0446428571463554297826,  0.0749999999999843293317,
                                     0.166666666666666678265};  // to 2^-57
  static constexpr double kAtan[] = {
      -0.0000118325054175556927891, 0.000136872485314812200003, -0.0007518472526973821523, 0.00262297789190608902271,
      -0.006575683344151698632,     0.0127561729076942974692,   -0.0202387069863935157864, 0.0275679422973446766598,
      -0.0337501320016197342564,    0.0387264021404263245271,   -0.0430811965533047126834, 0.0475208677357665613565,
      -0.0526126573570945439976,    0.0588207495637129456936,   -0.0666663643577769270212, 0.0769230535467865481249,
      -0.0909090896955740313556,    0.111111111072347990148,    -0.142857142856484040382,  0.199999999999995532041,
      -0.333333333333333328273};  // to 2^-58
};

NABLA_INLINE Vec<float> root(Vec<float> x) {
#if defined(__AVX512F__)
  return Vec<float>(_mm512_sqrt_ps(__m512(x)));
#elif defined(__AVX2__)
  return Vec<float>(_mm256_sqrt_ps(__m256(x)));
#else
  for (size_t lane = 0; lane < kLanes<float>; ++lane) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}
NABLA_INLINE Vec<double> root(Vec<double> x) {
#if defined(__AVX512F__)
  return Vec<double>(_mm512_sqrt_pd(__m512d(x)));
#elif defined(__AVX2__)
  return Vec<double>(_mm256_sqrt_pd(__m256d(x)));
#else
  for (size_t lane = 0; lane < kLanes<double>; ++lane) x[lane] = __builtin_sqrt(x[lane]);
  return x;
#endif
}

/// asin(s) for s = |x| up to 1/2, beyond for s = sqrt((1 - |x|) / 2), for asin(|x|) = pi / 2 - 2 asin(s).
template <class T>
NABLA_INLINE Vec<T> asin_reduced(Vec<T> size) {
  const auto far = size > T(0.5);
  const Vec<T> z = far ? T(0.5) * (T(1) - size) : size * size;
  const Vec<T> s = far ? root(z) : size;
  return s + (s * z) * polynomial<T>(z, Arcs<T>::kAsin);
}

/// 2.5 ULP.
template <class T>
NABLA_INLINE Vec<T> asin(Vec<T> x) {
  using A = Arcs<T>;
  const Vec<T> size = abs<T>(x), y = asin_reduced<T>(size);
  return with_sign<T>(size > T(0.5) ? A::kHalfPi - (T(2) * y - A::kHalfPiLow) : y, x);
}

/// 2.5 ULP.
template <class T>
NABLA_INLINE Vec<T> acos(Vec<T> x) {
  using A = Arcs<T>;
  const Vec<T> size = abs<T>(x), y = with_sign<T>(asin_reduced<T>(size), x);
  const Vec<T> far = (x < T(0) ? broadcast(T(2) * A::kHalfPi) : Vec<T>{}) + T(2) * y;
  return size > T(0.5) ? far : A::kHalfPi - (y - A::kHalfPiLow);
}

/// Beyond 1 as pi / 2 - atan(1 / |x|): 2.8 ULP.
template <class T>
NABLA_INLINE Vec<T> atan(Vec<T> x) {
  using A = Arcs<T>;
  const Vec<T> size = abs<T>(x);
  const auto far = size > T(1);
  const Vec<T> s = far ? T(-1) / size : size, z = s * s;
  const Vec<T> rest = (s * z) * polynomial<T>(z, A::kAtan);
  return with_sign<T>(far ? A::kHalfPi + (s + (rest + A::kHalfPiLow)) : s + rest, x);
}

// clang-format off
struct Asin { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return asin<T>(x); } };
struct Acos { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return acos<T>(x); } };
struct Atan { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return atan<T>(x); } };
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
