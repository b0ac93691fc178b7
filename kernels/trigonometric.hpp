#pragma once
// sin, cos and tan on one vector. Errors are the largest measured by tests/kernels, in ULP. Arguments are reduced by
// Cody and Waite's way: n c[0] and n c[1] are exact, for the constants have few bits. Where that loses digits, in f32
// the vector is computed in f64, and in f64 its large entries by libm.

#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
struct Angles;
template <>
struct Angles<float> {
  static constexpr float kLimit = 3000.F;
  static constexpr float kPi[] = {0x1.922p1F, -0x1.2afp-17F, 0x1.0b4612p-33F};
  static constexpr float kHalfPi[] = {0x1.922p0F, -0x1.2afp-18F, 0x1.0b4612p-34F};
  // (sin(r) - r) / r^3 in r^2 on |r| <= pi/2, to 2^-27 of sin
  static constexpr float kSin[] = {2.60488170493e-6F, -0.000198092173558F, 0.00833306130805F, -0.166666593728F};
  // the same on |r| <= pi/4, and (cos(r) - 1 + r^2 / 2) / r^4, to 2^-28
  static constexpr float kNearSin[] = {-0.000195133257928F, 0.00833214657949F, -0.166666543893F};
  static constexpr float kNearCos[] = {2.44309606105e-5F, -0.00138872973943F, 0.041666645303F};
};
template <>
struct Angles<double> {
  static constexpr double kLimit = 2e5;
  static constexpr double kPi[] = {0x1.921fb54440000p+1, 0x1.68c234c4c0000p-38, 0x1.98a2e03707345p-76};
  static constexpr double kHalfPi[] = {0x1.921fb54440000p+0, 0x1.68c234c4c0000p-39, 0x1.98a2e03707345p-77};
  static constexpr double kSin[] = {2.720633069856178189851e-15, -7.642940941066848009523e-13,  // to 2^-61
                                    1.605893780076422169276e-10, -2.505210683568790565323e-8,
                                    2.755731921074106294059e-6,  -0.0001984126984120696412374,
                                    0.008333333333333188241994,  -0.166666666666666655146};
  static constexpr double kNearSin[] = {1.589525164712975920742e-10, -2.505073132438949240308e-8,
                                        2.755731351940777809024e-6,  -0.0001984126982930490066048,  // to 2^-57
                                        0.008333333333321775655284,  -0.1666666666666662940696};
  static constexpr double kNearCos[] = {-1.135785790414383555007e-11, 2.087568799819786217748e-9,
                                        -2.755731408683607585564e-7,  0.00002480158728853903830154,
                                        -0.001388888888887256826816,  0.04166666666666659018008};
};

template <class T>
struct Turned {     // x = m c + r + low
  Bits<T> shifted;  // its last bit is that of m - offset
  Vec<T> r, low;
};

/// Of |x| <= kLimit, for c = pi or pi / 2; m - offset is an integer, |r| <= c / 2.
template <class T>
NABLA_INLINE Turned<T> turned(Vec<T> x, const T (&c)[3], T per_turn, T offset = T(0)) {
  using M = Math<T>;
  const Vec<T> shifted = (x * per_turn - offset) + M::kShift;
  const Vec<T> m = (shifted - M::kShift) + offset;
  const Vec<T> first = x - m * c[0], second = first - m * c[1], r = second - m * c[2];
  return {bits<T>(shifted), r, ((first - second) - m * c[1]) + ((second - r) - m * c[2])};
}

/// sin(r) with its sign turned where m is odd, |r| <= pi / 2.
template <class T>
NABLA_INLINE Vec<T> sin_turned(const Turned<T>& t) {
  const Vec<T> z = t.r * t.r, y = t.r + (t.r * z) * polynomial<T>(z, Angles<T>::kSin);
  return from_bits<T>(bits<T>(y) ^ (t.shifted << (8 * sizeof(T) - 1)));
}

// Each on |x| <= kLimit, and what libm calls it.
/// 2.5 ULP.
struct SinNear {
  template <class T>
  static NABLA_INLINE Vec<T> at(Vec<T> x) {
    const Vec<T> y = sin_turned<T>(turned<T>(x, Angles<T>::kPi, static_cast<T>(0x1.45f306dc9c883p-2)));
    return x == T(0) ? x : y;  // -0
  }
  static NABLA_INLINE double exact(double x) { return __builtin_sin(x); }
};
/// cos(x) = -sin(x - m pi) for m = 1/2, 5/2, ...: 2.4 ULP.
struct CosNear {
  template <class T>
  static NABLA_INLINE Vec<T> at(Vec<T> x) {
    return -sin_turned<T>(turned<T>(x, Angles<T>::kPi, static_cast<T>(0x1.45f306dc9c883p-2), T(0.5)));
  }
  static NABLA_INLINE double exact(double x) { return __builtin_cos(x); }
};
/// sin(r) / cos(r), and -cos(r) / sin(r) in the odd quarters: 3 ULP.
struct TanNear {
  template <class T>
  static NABLA_INLINE Vec<T> at(Vec<T> x) {
    using A = Angles<T>;
    const Turned<T> t = turned<T>(x, A::kHalfPi, static_cast<T>(0x1.45f306dc9c883p-1));
    const Vec<T> z = t.r * t.r;
    const Vec<T> sine = t.r + ((t.r * z) * polynomial<T>(z, A::kNearSin) + t.low);
    const Vec<T> cosine = T(1) - (T(0.5) * z - ((z * z) * polynomial<T>(z, A::kNearCos) - t.r * t.low));
    const auto odd = (t.shifted & Math<T>::kOne) == Math<T>::kOne;
    const Vec<T> y = (odd ? -cosine : sine) / (odd ? sine : cosine);
    return x == T(0) ? x : y;
  }
  static NABLA_INLINE double exact(double x) { return __builtin_tan(x); }
};

template <class F>
__attribute__((noinline)) void angle_far(const double* x, double* y) {
  for (size_t i = 0; i < kLanes<double>; ++i) {
    if (__builtin_fabs(x[i]) > Angles<double>::kLimit) y[i] = F::exact(x[i]);
  }
}
template <class F, class T>
NABLA_INLINE Vec<T> angle(Vec<T> x);
template <class F>
__attribute__((noinline)) void angle_far(const float* x, float* y) {
  const Vec<float> v = load(x);
  const Vec<float> far = join_halves(angle<F, double>(lower_half(v)), angle<F, double>(upper_half(v)));
  store(y, abs<float>(v) > Angles<float>::kLimit ? far : load(y));
}

template <class F, class T>
NABLA_INLINE Vec<T> angle(Vec<T> x) {
  const Vec<T> y = F::template at<T>(x);
  if (__builtin_expect(any_above(abs<T>(x), Angles<T>::kLimit), 0)) {
    T from[kLanes<T>], to[kLanes<T>];
    store<T>(from, x);
    store<T>(to, y);
    angle_far<F>(from, to);
    return load(to);
  }
  return y;
}

// clang-format off
struct Sin { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return angle<SinNear, T>(x); } };
struct Cos { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return angle<CosNear, T>(x); } };
struct Tan { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return angle<TanNear, T>(x); } };
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
