#pragma once
// The elementwise kernels under the one signature of TileFn, and those that only tiles need: several steps at once.

#include <nabla/kernels/activations.hpp>
#include <nabla/kernels/cast.hpp>
#include <nabla/kernels/elementwise.hpp>
#include <nabla/kernels/kernels.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

template <class T>
NABLA_INLINE const T* as(const void* p) {
  return static_cast<const T*>(p);
}

template <class T, UnaryFn<T> kernel>
void tile_unary(const void* x, const void*, const void*, void* result, size_t n, unsigned steps, double a) {
  T* const to = static_cast<T*>(result);
  if ((steps & 1) != 0) return kernel(as<T>(x), to, n, a);
  if (n == 0) return;
  kernel(as<T>(x), to, 1, a);
  copy(to, 0, to, n);
}

template <class T, class R, BinaryFn<T, R> kernel>
void tile_binary(const void* x, const void* y, const void*, void* result, size_t n, unsigned steps, double) {
  kernel(as<T>(x), steps & 1, as<T>(y), steps >> 1 & 1, static_cast<R*>(result), n);
}

template <class T, SelectFn<T> kernel>
void tile_select(const void* c, const void* x, const void* y, void* result, size_t n, unsigned steps, double) {
  kernel(as<bool>(c), steps & 1, as<T>(x), steps >> 1 & 1, as<T>(y), steps >> 2 & 1, static_cast<T*>(result), n);
}

template <class From, class To>
void tile_cast(const void* x, const void*, const void*, void* result, size_t n, unsigned steps, double) {
  To* const to = static_cast<To*>(result);
  if ((steps & 1) != 0) return cast<From, To>(as<From>(x), to, n);
  if (n == 0) return;
  cast<From, To>(as<From>(x), to, 1);
  copy(to, 0, to, n);
}

template <class T>
void tile_copy(const void* x, const void*, const void*, void* result, size_t n, unsigned steps, double) {
  copy(as<T>(x), steps & 1, static_cast<T*>(result), n);
}

template <class T>
void spread(const void* x, void* y, size_t rows, size_t n) {
  T* to = static_cast<T*>(y);
  for (size_t i = 0; i < rows; ++i, to += n) copy(as<T>(x) + i, 0, to, n);
}

/// A repeated operand of a vector loop, as a vector in memory that the loop does not move away from.
template <class T>
struct Source {
  NABLA_INLINE Source(const void* x, bool moves) : at(as<T>(x)), step(moves ? kLanes<T> : 0) {
    if (moves) return;
    store(repeated, broadcast(*at));
    at = repeated;
  }
  Source(const Source&) = delete;
  NABLA_INLINE Vec<T> next() {
    const Vec<T> v = load(at);
    at += step;
    return v;
  }
  NABLA_INLINE Vec<T> part(size_t n) const { return step == 0 ? load(at) : load_part(at, n); }

  const T* at;
  size_t step;
  alignas(kVecBytes) T repeated[kLanes<T>];
};

/// F of two operands (z is then not looked at) or of three, one vector at a time.
template <class T, class F, bool three>
void tile_fused(const void* x, const void* y, const void* z, void* result, size_t n, unsigned steps, double) {
  constexpr unsigned all = three ? 7 : 3;
  T* to = static_cast<T*>(result);
  if (n <= 1) {
    if (n == 1) *to = F::template at<T>(Vec<T>{*as<T>(x)}, Vec<T>{*as<T>(y)}, Vec<T>{three ? *as<T>(z) : T(0)})[0];
    return;
  }
  if ((steps & all) == all) {
    const size_t done = in_turns<T>(
        n,
        [&](size_t i) NABLA_INLINE_LAMBDA {
          return F::template at<T>(load(as<T>(x) + i), load(as<T>(y) + i), three ? load(as<T>(z) + i) : Vec<T>{});
        },
        to);
    if (done == n) return;
    x = as<T>(x) + done, y = as<T>(y) + done, z = three ? as<T>(z) + done : z, to += done, n -= done;
  }
  Source<T> a(x, steps & 1), b(y, steps >> 1 & 1), c(three ? z : y, steps >> 2 & three);
  for (; n >= kLanes<T>; n -= kLanes<T>, to += kLanes<T>) {
    const Vec<T> u = a.next(), v = b.next(), w = three ? c.next() : Vec<T>{};
    store<T>(to, F::template at<T>(u, v, w));
  }
  if (n > 0) store_part(to, F::template at<T>(a.part(n), b.part(n), three ? c.part(n) : Vec<T>{}), n);
}

// clang-format off
struct MulAdd { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) { return x * y + z; } };
struct MulSub { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) { return x * y - z; } };
struct SubMul { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) { return z - x * y; } };
struct Sum2   { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T>) { return x + y; } };
struct TanhSlope {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) { return y * (z - x * x); }
};
struct SigmoidSlope {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) { return y * (x * (z - x)); }
};
struct ReluVec { template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, T) { return x <= 0 ? Vec<T>{} : x; } };

/// A function of what another one gives.
template <class F, class Inner>
struct Of {
  template <class T> static NABLA_INLINE Vec<T> at(Vec<T> x, Vec<T> y, Vec<T> z) {
    return F::template at<T>(Inner::template at<T>(x, y, z), T(0));
  }
};
// clang-format on

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
