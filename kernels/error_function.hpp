#pragma once
// erf and erfc on one vector. Errors are the largest measured by tests/kernels, in ULP.

#include <nabla/kernels/activations.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
struct Erfs;
template <>
struct Erfs<float> {
  static constexpr float kEnd = 4.F;  // erf is 1 beyond
  // erf(x) / x - 1 in x^2 on |x| <= 1, to 2^-29 of erf
  static constexpr float kNear[] = {7.85386308738e-5F, -0.000801019424176F, 0.00518832775794F, -0.0268538119621F,
                                    0.112835851483F,   -0.37612625824F,     0.128379165727F};
  // -log(erfc(x)) / x - 1 on [1, kEnd], to 2^-28 of erf
  static constexpr float kFar[] = {-0.000211120744672F, 0.0031910026041F, -0.0228119080012F,
                                   0.105137892221F,     0.635814292324F,  0.128485346519F};
};
template <>
struct Erfs<double> {
  static constexpr double kEnd = 6.;
  static constexpr double kNear[] = {-7.779474024572523636733e-10,  1.37109830656875184027e-8,  // to 2^-56
                                     -1.620631428460792177693e-7,   0.000001644713162465866541102,
                                     -0.00001492471230475005133731, 0.000120552935769391076876,
                                     -0.0008548325929311455938738,  0.005223977606118301811399,
                                     -0.02686617064311143161776,    0.1128379167094418442022,
                                     -0.3761263890318351953128,     0.1283791670955125656517};
  static constexpr double kFar[] = {8.6776680096121543471e-12, -3.4817763183845822888e-10,  // to 2^-55
                                    6.4872514082667789359e-9,  -7.4353701658474696414e-8,  5.8402302439820421639e-7,
                                    -3.2990468002296033262e-6, 0.00001353429012526582728,  -0.000038583787912304186169,
                                    0.00006026556594644225184, 0.000055039422652523072436, -0.00064447829347611129971,
                                    0.0017599900599039323432,  -0.00026133809920965951751, -0.019098549405591917288,
                                    0.10276105907799955594,    0.63662247902327235137,     0.12837887530926424569};
};

/// 1 - erfc(|x|) where |x| > 1, else by a polynomial: 1.4 ULP.
template <class T>
NABLA_INLINE Vec<T> erf(Vec<T> x) {
  using E = Erfs<T>;
  const Vec<T> size = abs<T>(x), z = x * x;
  const Vec<T> t = at_most(size, E::kEnd);
  const Reduced<T> e = reduce<T>(-t - t * polynomial<T>(t, E::kFar));
  const Vec<T> scale = two_to<T>(e.n), far = (T(1) - scale) - scale * (e.r + e.rest);
  const Vec<T> near = x + x * polynomial<T>(z, E::kNear);
  return size > T(1) ? with_sign<T>(far, x) : near;
}

/// 2 Phi(-sqrt(2) x): the tail's ratio is that of normal_tail(), its density exp(-x^2) is taken at x itself: 3.8 ULP.
template <class T>
NABLA_INLINE Vec<T> erfc(Vec<T> x) {
  using C = Curves<T>;
  constexpr double kRoot = 1.4142135623730950488;
  constexpr T kEnd = static_cast<T>(C::kTailEnd / kRoot), kCentre = static_cast<T>(C::kTailCentre / kRoot);
  constexpr T kScale = static_cast<T>(C::kTailScale * (kRoot / 2));
  const Vec<T> size = abs<T>(x), u = at_most(size, kEnd);
  const Twofold<T> s = square<T>(u);
  const Vec<T> w = (u - kCentre) / (u + kCentre);
  const Vec<T> ratio = polynomial<T>(w, C::kTail) / (T(0.5) + kScale * u);
  const Vec<T> y = exponential<T, true>(-s.value, -s.rest).times(ratio);
  return x > T(0) ? y : T(2) - y;
}

// clang-format off
struct Erf  { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return erf<T>(x); } };
struct Erfc { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return erfc<T>(x); } };
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
