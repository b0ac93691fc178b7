#pragma once
// The kernels of activations beyond those of elementwise.hpp, in the same two forms: functions of one element and of
// one vector. Errors are the largest measured by tests/kernels, in ULP.

#include <nabla/kernels/elementwise.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
struct Curves;
template <>
struct Curves<float> {
  static constexpr std::uint32_t kUpper = ~((1U << 12) - 1U);   // of a number, half its digits: their square is exact
  static constexpr float kExpEnd = -115.F;                      // x exp(x) is 0 below
  static constexpr float kTailEnd = 15.F, kGeluTanhEnd = 11.F;  // so are gelu(-x) and its tanh form, above
  // (1 + scale u) exp(u^2 / 2) Phi(-u) in (u - centre) / (u + centre), 0 <= u <= kTailEnd, to 2^-27
  static constexpr float kTailCentre = 5.F, kTailScale = 51 / 64.F;
  static constexpr float kTail[] = {8.9044232868807746682e-6F,  0.00018377981341535460606F, 0.000023395703637335756888F,
                                    -0.0013238731649135380301F, 0.0047081571361435763919F,  -0.010255239382373239563F,
                                    0.014798922270433371218F,   -0.011318404223804103993F,  -0.0084590921892143554239F,
                                    0.048303827504878071438F,   -0.1020955365227064077F,    0.38339466056324158388F};
  // 2 sqrt(2 / pi), and that times 0.044715, whose upper part has half the digits
  static constexpr float kLinear = 0x1.988454p0F, kLinearLow = -0x1.857936p-25F;
  static constexpr float kCubic = 0x1.244p-4F, kCubicLow = 0x1.3ca936p-18F;
  // Lambert's continued fraction of tanh, cut off so that (x - tanh(x)) / x^3 = top / bottom in x^2 to 2^-28
  static constexpr float kShrinkTop[] = {27, 2772, 45045}, kShrinkBottom[] = {28, 3150, 62370, 135135};
};
template <>
struct Curves<double> {
  static constexpr std::uint64_t kUpper = ~((std::uint64_t{1} << 27) - 1U);
  static constexpr double kExpEnd = -820.;
  static constexpr double kTailEnd = 40., kGeluTanhEnd = 22.;
  static constexpr double kTailCentre = 5., kTailScale = 51 / 64.;  // to 2^-54
  static constexpr double kTail[] = {
      -2.3244639819666309371e-10,  -6.5739614108734207801e-11, 3.3268900826712844403e-9,   2.5888172518483128254e-9,
      -2.3773333626753895343e-8,   -2.2248859491023455909e-8,  1.4909009131124729091e-7,   1.1685671984784488857e-7,
      -9.9308240596587781173e-7,   -1.9286372603062132689e-7,  6.9619286005722502844e-6,   -6.5363888027452406011e-6,
      -0.000042523403979539849221, 0.00013302320077229465335,  0.000033483940860194592412, -0.00129102390625869925,
      0.0047140165185596793031,    -0.010262552630904446474,   0.014796944048503154383,    -0.011317712681042804729,
      -0.0084589130123046972806,   0.048303802253783898304,    -0.10209554049947830058,    0.3833946607347970056};
  static constexpr double kLinear = 0x1.9884533d43651p0, kLinearLow = -0x1.cbc0d30ebfd15p-54;
  static constexpr double kCubic = 0x1.2444f28p-4, kCubicLow = 0x1.26c5a57a4def1p-31;
  static constexpr double kShrinkTop[] = {65, 42900, 6891885, 349188840, 4583103525};  // to 2^-56
  static constexpr double kShrinkBottom[] = {66, 45045, 7567560, 413513100, 6547290750, 13749310575};
};

// --- one element; NaN takes the last way out of each ---

// clang-format off
struct LeakyRelu {
  template <class T> static NABLA_INLINE T at(T x, T slope) {
    const T y = slope == 0 ? T(0) : slope * x;  // slope 0 at -inf
    return x <= 0 ? y : x;
  }
};
struct Prelu {
  template <class T> static NABLA_INLINE T at(T x, T slope) {
    const T y = slope == 0 ? T(0) : slope * x;
    return x <= 0 ? y : slope == slope ? x : slope;
  }
};
struct HardTanh { template <class T> static NABLA_INLINE T at(T x, T) { return x < -1 ? T(-1) : x > 1 ? T(1) : x; } };
struct HardSilu {
  template <class T> static NABLA_INLINE T at(T x, T) {
    const T y = x * (x + 3) / 6;  // x + 3 is exact near -3
    return x <= -3 ? T(0) : x >= 3 ? x : y;
  }
};
struct HardShrink {
  template <class T> static NABLA_INLINE T at(T x, T threshold) { return magnitude(x) <= threshold ? T(0) : x; }
};
struct SoftShrink {
  template <class T> static NABLA_INLINE T at(T x, T threshold) {
    const T left = x + threshold, right = x - threshold;
    return magnitude(x) <= threshold ? T(0) : x < 0 ? left : right;
  }
};
struct SparsePlus {
  template <class T> static NABLA_INLINE T at(T x, T) {
    const T y = T(0.25) * (x + 1) * (x + 1);
    return x <= -1 ? T(0) : x >= 1 ? x : y;
  }
};
struct SparseSigmoid {
  template <class T> static NABLA_INLINE T at(T x, T) {
    const T y = T(0.5) * (x + 1);
    return x <= -1 ? T(0) : x >= 1 ? T(1) : y;
  }
};
/// (x + sqrt(x^2 + b)) / 2; for x < 0, where that cancels, the product with its mirror image at -x is b / 4.
struct Squareplus {
  template <class T> static NABLA_INLINE T at(T x, T b) {
    const T size = magnitude(x), square = size * size;
    const T distance = square < kInf<T> ? root(square + b) : size;
    const T y = T(0.5) * size + T(0.5) * distance;
    return x < 0 ? T(0.25) * b / y : y;
  }
};
// clang-format on

// --- exp as a factor ---

/// exp(x) as factors, so that f exp(x) is rounded to a denormal once, and is not lost where exp(x) alone is.
template <class T>
struct Exponential {
  Vec<T> mantissa;
  Power<T> power;

  NABLA_INLINE Vec<T> value() const { return power.times(mantissa); }
  NABLA_INLINE Vec<T> times(Vec<T> f) const { return power.times(f * mantissa); }
};

/// Of x, with kLow of x + x_low, for kExpEnd <= x <= 0.
template <class T, bool kLow = false>
NABLA_INLINE Exponential<T> exponential(Vec<T> x, Vec<T> x_low = Vec<T>{}) {
  const Reduced<T> e = reduce<T, kLow>(x, x_low);
  return {T(1) + (e.r + e.rest), power_of<T>(e)};
}

/// max(-|x|, kExpEnd)
template <class T>
NABLA_INLINE Vec<T> folded(Vec<T> x) {
  return at_least(-abs<T>(x), Curves<T>::kExpEnd);
}

// --- products of twice the digits ---
// A product of two upper halves is exact, so that it does not matter whether the compiler fuses it into a sum.

template <class T>
NABLA_INLINE Vec<T> upper(Vec<T> x) {
  return from_bits<T>(bits<T>(x) & Curves<T>::kUpper);
}

template <class T>
struct Twofold {  // a number as the sum of its rounded value and the rest
  Vec<T> value, rest;
};

/// The sum of x and a far smaller y.
template <class T>
NABLA_INLINE Twofold<T> normalized(Vec<T> x, Vec<T> y) {
  const Vec<T> sum = x + y;
  return {sum, (x - sum) + y};
}
template <class T>
NABLA_INLINE Twofold<T> square(Vec<T> x) {
  const Vec<T> high = upper<T>(x);
  return normalized<T>(high * high, (x - high) * (x + high));
}

// --- the normal distribution ---

/// Phi(-u) = ratio exp(-u^2 / 2) for u >= 0; u is cut off where both are 0.
template <class T>
struct NormalTail {
  Vec<T> u, ratio;
  Exponential<T> density;
};
template <class T>
NABLA_INLINE NormalTail<T> normal_tail(Vec<T> x) {
  using C = Curves<T>;
  const Vec<T> size = abs<T>(x), u = at_most(size, C::kTailEnd);
  const Twofold<T> s = square<T>(u);
  const Vec<T> w = (u - C::kTailCentre) / (u + C::kTailCentre);
  const Vec<T> ratio = polynomial<T>(w, C::kTail) / (T(1) + C::kTailScale * u);
  return {u, ratio, exponential<T, true>(T(-0.5) * s.value, T(-0.5) * s.rest)};
}

template <class T>
NABLA_INLINE Vec<T> normal_cdf(Vec<T> x) {
  const NormalTail<T> tail = normal_tail<T>(x);
  const Vec<T> y = tail.density.times(tail.ratio);
  return x < T(0) ? y : T(1) - y;
}

template <class T>
NABLA_INLINE Vec<T> normal_pdf(Vec<T> x) {
  return normal_tail<T>(x).density.times(broadcast(static_cast<T>(0.39894228040143267794)));
}

// --- activations ---

/// x sigmoid(v), where v has the sign of x and e = exp(-|v|).
template <class T>
NABLA_INLINE Vec<T> gated(Vec<T> x, Vec<T> clamped, const Exponential<T>& e) {
  return (x < T(0) ? e.times(clamped) : x) / (T(1) + e.value());
}

template <class T>
NABLA_INLINE Vec<T> silu(Vec<T> x) {
  const Vec<T> t = folded<T>(x);
  return gated<T>(x, t, exponential<T>(t));
}

/// x Phi(x), for x > 0 as x - x Phi(-x)
template <class T>
NABLA_INLINE Vec<T> gelu(Vec<T> x) {
  const NormalTail<T> tail = normal_tail<T>(x);
  const Vec<T> y = tail.density.times(tail.u * tail.ratio);
  return x < T(0) ? -y : x - y;
}

/// x (1 + tanh(v / 2)) / 2 = x sigmoid(v), v = x (linear + cubic x^2). An error of v is one of the result in the tail.
template <class T>
NABLA_INLINE Vec<T> gelu_tanh(Vec<T> x) {
  using C = Curves<T>;
  const Vec<T> size = abs<T>(x), u = at_most(size, C::kGeluTanhEnd);
  const Twofold<T> s = square<T>(u);
  const Vec<T> s_high = upper<T>(s.value), s_low = (s.value - s_high) + s.rest;
  const Vec<T> p = C::kCubic * s_high, w = p + C::kLinear, back = w - p;
  const Vec<T> lost = (p - (w - back)) + (C::kLinear - back);  // whichever of the two is larger
  const Vec<T> w_high = upper<T>(w);
  const Vec<T> w_low = (w - w_high) + (lost + (C::kCubic * s_low + (C::kCubicLow * s.value + C::kLinearLow)));
  const Vec<T> u_high = upper<T>(u);
  const Twofold<T> v = normalized<T>(u_high * w_high, u_high * w_low + (u - u_high) * (w_high + w_low));
  return gated<T>(x, -u, exponential<T, true>(-v.value, -v.rest));
}

/// x tanh(log(1 + exp(x))) = x n / (n + 2) with n = e (e + 2), e = exp(x); for x > 0 by exp(-x).
template <class T>
NABLA_INLINE Vec<T> mish(Vec<T> x) {
  const Vec<T> t = folded<T>(x);
  const Exponential<T> factors = exponential<T>(t);
  const Vec<T> e = factors.value(), one = T(1) + T(2) * e;
  const auto left = x < T(0);
  return (left ? factors.times(t) * (e + T(2)) : x * one) / (left ? e * (e + T(2)) + T(2) : one + T(2) * e * e);
}

/// Near 0, where the difference cancels, by a quotient of polynomials whose terms are all positive.
template <class T>
NABLA_INLINE Vec<T> tanh_shrink(Vec<T> x) {
  using C = Curves<T>;
  const Vec<T> size = abs<T>(x), small = size < T(1.75) ? x : Vec<T>{}, z = small * small;
  const Vec<T> near = small * (z * (horner<T>(z, C::kShrinkTop) / horner<T>(z, C::kShrinkBottom)));
  return size < T(1.75) ? near : x - tanh<T>(x);
}

// clang-format off
struct Silu       { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return silu<T>(x); } };
struct Gelu       { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return gelu<T>(x); } };
struct GeluTanh   { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return gelu_tanh<T>(x); } };
struct Mish       { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return mish<T>(x); } };
struct TanhShrink { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return tanh_shrink<T>(x); } };
struct LogSigmoid { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return -softplus<T>(-x); } };
struct NormalCdf  { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return normal_cdf<T>(x); } };
struct NormalPdf  { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return normal_pdf<T>(x); } };
struct Celu {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T alpha) {
    const Vec<T> t = x / alpha;
    return ((x > T(0)) | (abs<T>(t) < Math<T>::kTiny)) ? x : alpha * expm1<T>(t);  // a denormal t has few digits
  }
};
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
