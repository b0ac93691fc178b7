#pragma once
// Elementwise kernels: a function of one element or of one vector, and the loops around it. What the compilers
// vectorise by themselves is written for one element (`Each`), the functions of math.hpp for one vector (`Map`).

#include <nabla/kernels/math.hpp>

#include <type_traits>  // types only, no code

namespace nabla::kernels::NABLA_KERNEL_ISA {

// Integers wrap around: they are added as unsigned ones, where overflow is defined.
template <class T>
struct Unsigned {
  using Type = T;
};
template <>
struct Unsigned<std::int32_t> {
  using Type = std::uint32_t;
};
template <>
struct Unsigned<std::int64_t> {
  using Type = std::uint64_t;
};
template <class T>
NABLA_INLINE auto wrap(T x) {
  return static_cast<typename Unsigned<T>::Type>(x);
}

// --- one element ---

// clang-format off
NABLA_INLINE float  magnitude(float x)  { return __builtin_fabsf(x); }
NABLA_INLINE double magnitude(double x) { return __builtin_fabs(x); }
NABLA_INLINE float  root(float x)  { return __builtin_sqrtf(x); }
NABLA_INLINE double root(double x) { return __builtin_sqrt(x); }
NABLA_INLINE float  power(float x, float y)   { return __builtin_powf(x, y); }
NABLA_INLINE double power(double x, double y) { return __builtin_pow(x, y); }
template <class T> NABLA_INLINE T magnitude(T x) { return static_cast<T>(x < 0 ? 0 - wrap(x) : wrap(x)); }

NABLA_INLINE float  floor_of(float x)  { return __builtin_floorf(x); }
NABLA_INLINE double floor_of(double x) { return __builtin_floor(x); }
NABLA_INLINE float  ceil_of(float x)  { return __builtin_ceilf(x); }
NABLA_INLINE double ceil_of(double x) { return __builtin_ceil(x); }
NABLA_INLINE float  nearest(float x)  { return __builtin_rintf(x); }
NABLA_INLINE double nearest(double x) { return __builtin_rint(x); }
NABLA_INLINE float  truncated(float x)  { return __builtin_truncf(x); }
NABLA_INLINE double truncated(double x) { return __builtin_trunc(x); }

struct Floor { template <class T> static NABLA_INLINE T at(T x, T) { return floor_of(x); } };
struct Ceil  { template <class T> static NABLA_INLINE T at(T x, T) { return ceil_of(x); } };
struct Round { template <class T> static NABLA_INLINE T at(T x, T) { return nearest(x); } };  // half to even, the mode
                                                                                              // that programs start in
struct Trunc { template <class T> static NABLA_INLINE T at(T x, T) { return truncated(x); } };
struct Sign  {
  template <class T> static NABLA_INLINE T at(T x, T) { return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x; }
};
struct Neg    { template <class T> static NABLA_INLINE T at(T x, T) { return -x; } };
struct NegInt { template <class T> static NABLA_INLINE T at(T x, T) { return static_cast<T>(0 - wrap(x)); } };
struct Abs    { template <class T> static NABLA_INLINE T at(T x, T) { return magnitude(x); } };
struct Square { template <class T> static NABLA_INLINE T at(T x, T) { return static_cast<T>(wrap(x) * wrap(x)); } };
struct Sqrt   { template <class T> static NABLA_INLINE T at(T x, T) { return root(x); } };
struct Relu   { template <class T> static NABLA_INLINE T at(T x, T) { return x <= 0 ? T(0) : x; } };  // NaN stays
struct Softsign {
  template <class T> static NABLA_INLINE T at(T x, T) {
    const T size = magnitude(x), y = x / (1 + size);
    return size == kInf<T> ? (x > 0 ? T(1) : T(-1)) : y;
  }
};
struct HardSigmoid {
  template <class T> static NABLA_INLINE T at(T x, T slope) {
    const T y = slope == 0 ? T(0.5) : slope * (x + T(0.5) / slope);  // the sum is exact near the zero
    return y < 0 ? T(0) : y > 1 ? T(1) : y;
  }
};

struct Add { template <class T> static NABLA_INLINE T at(T x, T y) { return static_cast<T>(wrap(x) + wrap(y)); } };
struct Sub { template <class T> static NABLA_INLINE T at(T x, T y) { return static_cast<T>(wrap(x) - wrap(y)); } };
struct Mul { template <class T> static NABLA_INLINE T at(T x, T y) { return static_cast<T>(wrap(x) * wrap(y)); } };
struct Div { template <class T> static NABLA_INLINE T at(T x, T y) { return x / y; } };
struct Maximum { template <class T> static NABLA_INLINE T at(T x, T y) { return x > y || x != x ? x : y; } };
struct Minimum { template <class T> static NABLA_INLINE T at(T x, T y) { return x < y || x != x ? x : y; } };

struct Equal        { template <class T> static NABLA_INLINE bool at(T x, T y) { return x == y; } };
struct NotEqual     { template <class T> static NABLA_INLINE bool at(T x, T y) { return x != y; } };
struct Less         { template <class T> static NABLA_INLINE bool at(T x, T y) { return x < y; } };
struct LessEqual    { template <class T> static NABLA_INLINE bool at(T x, T y) { return x <= y; } };
struct Greater      { template <class T> static NABLA_INLINE bool at(T x, T y) { return x > y; } };
struct GreaterEqual { template <class T> static NABLA_INLINE bool at(T x, T y) { return x >= y; } };

template <class T> NABLA_INLINE T pick(unsigned char c, T x, T y) { return c != 0 ? x : y; }

// --- one vector ---

struct Exp      { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return exp<T>(x); } };
struct Expm1    { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return expm1<T>(x); } };
struct Log      { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return log<T>(x); } };
struct Log1p    { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return log1p<T>(x); } };
struct Tanh     { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return tanh<T>(x); } };
struct Sigmoid  { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return sigmoid<T>(x); } };
struct Softplus { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return softplus<T>(x); } };
struct Elu {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T alpha) { return x >= 0 ? x : alpha * expm1_below<T>(x); }
};
struct Selu {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) {
    constexpr double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
    return x >= 0 ? x * static_cast<T>(scale) : static_cast<T>(scale * alpha) * expm1_below<T>(x);
  }
};
// clang-format on

// --- the loops ---

template <class T, class F>
void each(const T* x, T* y, size_t n, double a) {
  const T parameter = static_cast<T>(a);
  NABLA_INDEPENDENT
  for (size_t i = 0; i < n; ++i) y[i] = F::at(x[i], parameter);
}

/// y = f(at) for the vectors at 0, kLanes, ... below n as far as they are whole, kTurn of them side by side, so that
/// one works while another waits. Returns where the rest begins.
inline constexpr size_t kTurn = 4;
template <class T, class F>
NABLA_INLINE size_t in_turns(size_t n, const F& f, T* y) {
  size_t i = 0;
  for (; i + kTurn * kLanes<T> <= n; i += kTurn * kLanes<T>) {
    Vec<T> v[kTurn];
    NABLA_UNROLL
    for (size_t k = 0; k < kTurn; ++k) v[k] = f(i + k * kLanes<T>);
    NABLA_UNROLL
    for (size_t k = 0; k < kTurn; ++k) store<T>(y + i + k * kLanes<T>, v[k]);
  }
  for (; i + kLanes<T> <= n; i += kLanes<T>) store<T>(y + i, f(i));
  return i;
}

template <class T, class F>
void map(const T* x, T* y, size_t n, double a) {
  const T parameter = static_cast<T>(a);
  if (n == 1) {  // a masked load would wait until a number just stored has left the store buffer
    *y = F::template at<T>(Vec<T>{*x}, parameter)[0];
    return;
  }
  const size_t i = in_turns<T>(
      n, [&](size_t at) NABLA_INLINE_LAMBDA { return F::template at<T>(load(x + at), parameter); }, y);
  if (i < n) store_part(y + i, F::template at<T>(load_part(x + i, n - i), parameter), n - i);
}

/// The four cases apart, each a loop that vectorises.
template <class T, class R, class F>
void zip(const T* x, size_t dx, const T* y, size_t dy, R* z, size_t n) {
  if (n == 0) return;
  const T x0 = *x, y0 = *y;
  if (dx != 0 && dy != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = F::at(x[i], y[i]);
  } else if (dx != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = F::at(x[i], y0);
  } else if (dy != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = F::at(x0, y[i]);
  } else {
    const R z0 = F::at(x0, y0);
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = z0;
  }
}

template <class T>
void copy(const T* x, size_t dx, T* z, size_t n) {
  if (n == 0) return;
  if (dx != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = x[i];
  } else {
    const T x0 = *x;
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = x0;
  }
}

/// bool as unsigned char, for gcc has no vectors of bool.
template <class T>
using Item = std::conditional_t<sizeof(T) == 1, unsigned char, T>;

template <class T>
NABLA_INLINE void select_items(const unsigned char* c, const T* x, size_t dx, const T* y, size_t dy, T* z, size_t n) {
  const T x0 = *x, y0 = *y;
  if (dx != 0 && dy != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = pick(c[i], x[i], y[i]);
  } else if (dx != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = pick(c[i], x[i], y0);
  } else if (dy != 0) {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = pick(c[i], x0, y[i]);
  } else {
    NABLA_INDEPENDENT
    for (size_t i = 0; i < n; ++i) z[i] = pick(c[i], x0, y0);
  }
}

template <class T>
void select(const bool* c, size_t dc, const T* x, size_t dx, const T* y, size_t dy, T* z, size_t n) {
  if (n == 0) return;
  if (dc == 0) return *c ? copy(x, dx, z, n) : copy(y, dy, z, n);
  select_items(reinterpret_cast<const unsigned char*>(c), reinterpret_cast<const Item<T>*>(x), dx,
               reinterpret_cast<const Item<T>*>(y), dy, reinterpret_cast<Item<T>*>(z), n);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
