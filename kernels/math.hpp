#pragma once
// exp, log and their kin on one vector, without a branch; with AVX-512 log_table.hpp has the logarithm. Errors are the
// largest measured by tests/kernels, in units in the last place (ULP) of the result, over the whole domain. Where a
// line could be merged into a fused multiply-add it only gains: no step depends on a product being rounded or not.

#include <nabla/kernels/log_table.hpp>
#include <nabla/kernels/polynomial.hpp>
#include <nabla/kernels/vec.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

// The polynomials interpolate at Chebyshev nodes; the leading coefficient comes first.
template <class T>
struct Math;
template <>
struct Math<float> {
  static constexpr unsigned kMantissa = 23;
  static constexpr std::uint32_t kOne = 1, kBias = 127, kHalfRange = 256;  // kHalfRange: even, above -n of any 2^n
  static constexpr float kShift = 0x1.8p23F;  // x + kShift rounds x to an integer, in the low bits
  static constexpr float kTwoToMantissa = 0x1p23F, kMin = 0x1p-126F, kTiny = 0x1p-30F;
  static constexpr float kExpHigh = 89.F, kExpLow = -104.F, kExpm1Low = -20.F;  // beyond: inf, 0, -1
  static constexpr float kLn2High = 0x1.63p-1F, kLn2Low = -0x1.bd0106p-13F;     // few bits: n * high is exact
  // (exp(r) - 1 - r) / r^2 on |r| <= ln(2)/2, to 2^-30 of exp
  static constexpr float kExp[] = {0.00019891981313977690212F, 0.0013934541928270264477F, 0.0083333100242252924299F,
                                   0.041666456809677876034F,   0.16666666682534356071F,   0.50000000142862234172F};
  static constexpr float kExpShort[] = {0.00139261761199F, 0.00836317307451F, 0.0416665546621F, 0.166665770256F,
                                        0.5F};  // to 2^-27
  // (log((1 + s) / (1 - s)) - 2s) / s^3 in s^2, for (1 + s) / (1 - s) in [sqrt(1/2), sqrt(2)], to 2^-35
  static constexpr float kLog[] = {0.23341943388714560866F, 0.28550396959618013579F, 0.40000125594554367087F,
                                   0.6666666654988317655F};
  // the same on [1, 2], to 2^-31
  static constexpr float kLog1pUnit[] = {0.23224329224F, 0.217065758009F, 0.285923579943F, 0.399997063319F,
                                         0.666666673205F};
  static constexpr float kSqrtHalf = 0x1.6a09e6p-1F;
};
template <>
struct Math<double> {
  static constexpr unsigned kMantissa = 52;
  static constexpr std::uint64_t kOne = 1, kBias = 1023, kHalfRange = 2048;
  static constexpr double kShift = 0x1.8p52;
  static constexpr double kTwoToMantissa = 0x1p52, kMin = 0x1p-1022, kTiny = 0x1p-60;
  static constexpr double kExpHigh = 710., kExpLow = -746., kExpm1Low = -40.;
  static constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kExp[] = {2.0915442297780115216e-9,
                                    2.5106274733573294687e-8,
                                    2.7557271810219799569e-7,
                                    2.7557252833516909748e-6,
                                    0.000024801587327007186731,
                                    0.00019841269876864354929,
                                    0.0013888888888883326674,
                                    0.0083333333333255446996,
                                    0.041666666666666670074,
                                    0.16666666666666671438,
                                    0.5};
  static constexpr double kExpShort[] = {2.51003758325612336644e-8, 2.76200758799833665859e-7,
                                         2.75572684803100255256e-6, 0.000024801521322368693266,
                                         0.00019841269863040545271, 0.00138888889171967190767,
                                         0.00833333333333006444947, 0.0416666666666241619026,
                                         0.166666666666666674519,   0.5};  // to 2^-56
  static constexpr double kLog[] = {0.14630031364122860468, 0.15330617306743304885, 0.18182922513515941633,
                                    0.22222210674238515246, 0.28571428628810995598, 0.39999999999893221763,
                                    0.6666666666666669907};
  static constexpr double kLog1pUnit[] = {0.161640456119435322209, 0.0880073848614467388222, 0.120010728095907125352,
                                          0.133141442096549361503, 0.153855700649586231034,  0.181817894361328581693,
                                          0.222222227174278629893, 0.28571428567108757162,   0.400000000000145826732,
                                          0.66666666666666658561};  // to 2^-57
  static constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;
};

template <class T>
inline constexpr T kInf = static_cast<T>(__builtin_inf());
template <class T>
inline constexpr T kNan = static_cast<T>(__builtin_nan(""));

template <class T>
NABLA_INLINE Bits<T> bits(Vec<T> x) {
  return reinterpret_cast<Bits<T>>(x);
}
template <class T>
NABLA_INLINE Vec<T> from_bits(Bits<T> b) {
  return reinterpret_cast<Vec<T>>(b);
}
template <class T>
NABLA_INLINE auto bits_of(T x) {
  return bits<T>(broadcast(x))[0];
}
template <class T>
NABLA_INLINE Vec<T> abs(Vec<T> x) {
  return from_bits<T>(bits<T>(x) & (~Bits<T>{} >> 1));
}
/// The magnitude of x with the sign of y.
template <class T>
NABLA_INLINE Vec<T> with_sign(Vec<T> x, Vec<T> y) {
  const Bits<T> rest = ~Bits<T>{} >> 1;
  return from_bits<T>((bits<T>(x) & rest) | (bits<T>(y) & ~rest));
}

// --- exp ---

template <class T>
struct Reduced {  // x = n ln(2) + r, |r| <= ln(2)/2
  Bits<T> n;      // two's complement
  Vec<T> number;  // the same
  Vec<T> r;       // rounded
  Vec<T> rest;    // exp(r) - 1 - r, and what rounding r lost
};

/// For x, or with kLow for x + x_low, where x_low is what rounding to x lost. Only then what rounding r loses is kept:
/// up to 1/4 ULP of exp.
template <class T, bool kLow = false>
NABLA_INLINE Reduced<T> reduce(Vec<T> x, Vec<T> x_low = Vec<T>{}) {
  using M = Math<T>;
  const Vec<T> shifted = x * static_cast<T>(0x1.71547652b82fep0) + M::kShift;
  const Vec<T> n = shifted - M::kShift;
  const Vec<T> high = x - n * M::kLn2High;  // exact
  const Vec<T> first = high - n * M::kLn2Low;
  Vec<T> r = first, rest = Vec<T>{};
  if constexpr (kLow) {
    const Vec<T> low = ((high - first) - n * M::kLn2Low) + x_low;
    r = first + low;
    rest = r * r * polynomial<T>(r, M::kExp) + ((first - r) + low);
  } else {
    rest = r * r * polynomial<T>(r, M::kExp);
  }
  return {bits<T>(shifted) - bits_of<T>(M::kShift), n, r, rest};
}

/// 2^n for normal results.
template <class T>
NABLA_INLINE Vec<T> two_to(Bits<T> n) {
  return from_bits<T>((n + Math<T>::kBias) << Math<T>::kMantissa);
}

/// A power of 2 as a factor, with one rounding, whether the product is normal, denormal, infinite or 0.
template <class T>
struct Power {
#if defined(__AVX512F__)
  Vec<T> exponent;
  NABLA_INLINE Vec<T> times(Vec<T> x) const { return scaled(x, exponent); }
#else
  Vec<T> high, low;  // two powers of about half the exponent are normal
  NABLA_INLINE Vec<T> times(Vec<T> x) const { return x * high * low; }
#endif
};
template <class T>
NABLA_INLINE Power<T> power_of(const Reduced<T>& e) {
#if defined(__AVX512F__)
  return {e.number};
#else
  using M = Math<T>;
  const Bits<T> half = ((e.n + M::kHalfRange) >> 1) - M::kHalfRange / 2;
  return {two_to<T>(half), two_to<T>(e.n - half)};
#endif
}

/// exp(x), with kLow exp(x + x_low): 1 ULP.
template <class T, bool kLow = false>
NABLA_INLINE Vec<T> exp(Vec<T> x, Vec<T> x_low = Vec<T>{}) {
  using M = Math<T>;
  const Reduced<T> e = reduce<T, kLow>(at_least(at_most(x, M::kExpHigh), M::kExpLow), x_low);
  return power_of<T>(e).times(T(1) + (e.r + e.rest));
}
/// exp(-|x|)
template <class T>
NABLA_INLINE Vec<T> exp_folded(Vec<T> x) {
  const Reduced<T> e = reduce<T>(at_least(-abs<T>(x), Math<T>::kExpLow));
  return power_of<T>(e).times(T(1) + (e.r + e.rest));
}

/// exp(x) - 1: 1.9 ULP. Halved until the last step, so that 2^n stays in range where the result does.
template <class T>
NABLA_INLINE Vec<T> expm1(Vec<T> x) {
  using M = Math<T>;
  const Reduced<T> e = reduce<T>(at_least(at_most(x, M::kExpHigh), M::kExpm1Low));
  const Vec<T> half = two_to<T>(e.n - 1);
  const Vec<T> y = T(2) * ((half - T(0.5)) + half * (e.r + e.rest));
  return abs<T>(x) < M::kTiny ? x : y;  // -0 and denormals would lose their sign or last bit
}

/// exp(x) - 1 for x <= 0, but 0 at -0.
template <class T>
NABLA_INLINE Vec<T> expm1_below(Vec<T> x) {
  const Reduced<T> e = reduce<T>(at_least(x, Math<T>::kExpm1Low));
  const Vec<T> power = two_to<T>(e.n);
  return (power - T(1)) + power * (e.r + e.rest);
}

// --- log ---

template <class T>
struct LogParts {  // log(x) = exponent ln(2) + f - (half_square - s r)
  Vec<T> exponent, f, half_square, s, r;
};

/// Of normal x > 0; `exponent` is added to that of x.
template <class T>
NABLA_INLINE LogParts<T> log_parts(Vec<T> x, Vec<T> exponent) {
  using M = Math<T>;
  const auto sqrt_half = bits_of<T>(M::kSqrtHalf);
  // Mantissas from sqrt(1/2) up, so that x near 1 has k = 0, and f is exact on both sides of 1.
  const Bits<T> b = bits<T>(x) + ((M::kBias << M::kMantissa) - sqrt_half);
  const Vec<T> biased = from_bits<T>((b >> M::kMantissa) + bits_of<T>(M::kTwoToMantissa));
  const Vec<T> k = (biased - (M::kTwoToMantissa + static_cast<T>(M::kBias))) + exponent;
  const Vec<T> f = from_bits<T>((b & ((M::kOne << M::kMantissa) - 1)) + sqrt_half) - T(1);
  const Vec<T> s = f / (T(2) + f), z = s * s, half_square = T(0.5) * f * f;
  return {k, f, half_square, s, half_square + z * horner<T>(z, M::kLog)};
}

/// log(x) + c, c far below log(x) unless x is 1.
template <class T>
NABLA_INLINE Vec<T> sum_of(const LogParts<T>& log, Vec<T> c) {
  using M = Math<T>;
  return log.exponent * M::kLn2High - ((log.half_square - (log.s * log.r + (log.exponent * M::kLn2Low + c))) - log.f);
}

/// f(log_parts) for any x, and what logarithms are elsewhere.
template <class T, class F>
NABLA_INLINE Vec<T> logarithm(Vec<T> x, const F& f) {
  using M = Math<T>;
  const auto denormal = x < M::kMin;
  const Vec<T> scaled = denormal ? x * (M::kTwoToMantissa * T(4)) : x;
  const Vec<T> exponent = denormal ? broadcast(-static_cast<T>(M::kMantissa + 2)) : Vec<T>{};
  Vec<T> y = f(log_parts<T>(scaled, exponent));
  y = x < kInf<T> ? y : x;  // inf and NaN
  y = x == T(0) ? broadcast(-kInf<T>) : y;
  return x < T(0) ? broadcast(kNan<T>) : y;
}

/// log(x): 1 ULP. By + - * / alone, so that random numbers have the same bits in every set.
template <class T>
NABLA_INLINE Vec<T> basic_log(Vec<T> x) {
  return logarithm<T>(x, [](const LogParts<T>& log) NABLA_INLINE_LAMBDA { return sum_of<T>(log, Vec<T>{}); });
}

/// log(x): 2 ULP.
template <class T>
NABLA_INLINE Vec<T> log(Vec<T> x) {
  if constexpr (kLogByTable)
    return log_by_table<T>(x, Vec<T>{});
  else
    return basic_log<T>(x);
}

/// log(u) + lost / u for u >= 2^-kMantissa and a far smaller rounding error `lost`. By the table also for other u.
template <class T>
NABLA_INLINE Vec<T> log_and(Vec<T> u, Vec<T> lost) {
#if defined(__AVX512F__)
  const Vec<T> rough = rough_inverse(u), inverse = T(1) - (u - T(1)) * rough;  // 1 at 1
  const Vec<T> c = lost * (u < T(2) ? inverse : rough);
  return log_by_table<T>(u, c == c ? c : Vec<T>{});
#else
  return sum_of<T>(log_parts<T>(u, Vec<T>{}), lost / u);
#endif
}

/// log(1 + x) for 0 <= x <= 1, as log((1 + s) / (1 - s)).
template <class T>
NABLA_INLINE Vec<T> log1p_unit(Vec<T> x) {
  const Vec<T> s = x / (T(2) + x), z = s * s;
  return T(2) * s + (s * z) * polynomial<T>(z, Math<T>::kLog1pUnit);
}

/// log(1 + x): 2 ULP.
template <class T>
NABLA_INLINE Vec<T> log1p(Vec<T> x) {
  const Vec<T> u = T(1) + x;
  const Vec<T> lost = abs<T>(x) < T(1) ? x - (u - T(1)) : T(1) - (u - x);  // exact: the larger term first
  Vec<T> y = log_and<T>(u, lost);
  y = abs<T>(x) < Math<T>::kTiny ? x : y;  // -0
  if constexpr (kLogByTable) return y;
  y = x < kInf<T> ? y : x;
  y = x == T(-1) ? broadcast(-kInf<T>) : y;
  return x < T(-1) ? broadcast(kNan<T>) : y;
}

// --- their kin ---

/// tanh(x) = e / (e + 2) with e = exp(2|x|) - 1: 2.5 ULP. Rounding to r once is good enough, for tanh is less sensitive
/// than exp.
template <class T>
NABLA_INLINE Vec<T> tanh(Vec<T> x) {
  using M = Math<T>;
  constexpr T shift = M::kShift + static_cast<T>(M::kBias);  // so that the low bits are those of an exponent
  const Vec<T> u = at_most(abs<T>(x), T(22)), shifted = u * static_cast<T>(2 * 0x1.71547652b82fep0) + shift;
  const Vec<T> r = T(2) * u - (shifted - shift) * static_cast<T>(0x1.62e42fefa39efp-1);
  const Vec<T> power = from_bits<T>(bits<T>(shifted) << M::kMantissa);
  const Vec<T> e = power * (r * r * polynomial<T>(r, M::kExpShort) + r) + (power - T(1));
  return with_sign<T>(e / (e + T(2)), x);
}

/// 1 / (1 + exp(-x)), for x < 0 as exp(x) / (1 + exp(x)), which underflows as slowly as the function: 2.2 ULP.
template <class T>
NABLA_INLINE Vec<T> sigmoid(Vec<T> x) {
  const Vec<T> e = exp_folded<T>(x);
  return (x < T(0) ? e : broadcast(T(1))) / (T(1) + e);
}

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)): 2.3 ULP.
template <class T>
NABLA_INLINE Vec<T> softplus(Vec<T> x) {
  return at_least(x, T(0)) + log1p_unit<T>(exp_folded<T>(x));
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
