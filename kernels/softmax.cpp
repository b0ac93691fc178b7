// logsumexp, softmax and log_softmax over one axis, all around the maximum m of the axis: exp(x - m) never overflows.

#include <nabla/kernels/exponentials.hpp>
#include <nabla/kernels/isa.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

/// The vectors that are reduced to one. Either a row, cut into vectors, whose lanes are then reduced as well; or as
/// many neighbouring columns as a vector holds.
template <class T, bool kRow>
struct Strip {
  size_t count, step;  // `count` vectors, `step` elements apart,
  size_t width, last;  // of `width` elements, the last one of `last`

  /// Absent elements of a row are -inf: never a maximum, and 0 in a sum of exponentials.
  NABLA_INLINE Vec<T> at(const T* x, size_t i) const {
    if (i + 1 < count) return load(x + i * step, width);
    return kRow ? keep<T>(load(x + i * step, last), last, -kInf<T>) : load(x + i * step, last);
  }
  NABLA_INLINE void put(T* y, size_t i, Vec<T> v) const { store<T>(y + i * step, v, i + 1 < count ? width : last); }
};

template <class T, bool kRow>
NABLA_INLINE Vec<T> maximum(const Strip<T, kRow>& strip, const T* x) {
  Vec<T> m = broadcast(-kInf<T>);
  for (size_t i = 0; i < strip.count; ++i) m = larger<T>(strip.at(x, i), m);
  return kRow ? max_lanes<T>(m) : m;
}

/// sum of exp(x - m) - 1, as (number of maxima - 1) + the other exponentials: where one element dominates, the sum
/// would round to 1 and its logarithm to 0.
template <class T, bool kRow>
NABLA_INLINE Total<T> sum_less_one(const Strip<T, kRow>& strip, const T* x, Vec<T> m) {
  Total<T> others;
  Vec<T> maxima = {};
  for (size_t i = 0; i < strip.count; ++i) {
    const Vec<T> v = strip.at(x, i);
    others.add(v == m ? Vec<T>{} : exp_of_difference<T>(v, m));
    maxima += v == m ? broadcast(T(1)) : Vec<T>{};
  }
  if constexpr (kRow) {
    others.fold();
    maxima = broadcast(sum_lanes<T>(maxima));
  }
  others.add(maxima - T(1));
  return others;
}

template <class T, bool kRow>
NABLA_INLINE void logsumexp_strip(const Strip<T, kRow>& strip, const T* x, T* y) {
  const Vec<T> m = maximum(strip, x);
  const Vec<T> sum = sum_less_one(strip, x, m).log1p_plus(m);
  const Vec<T> result = abs<T>(m) < kInf<T> ? sum : m;  // NaN and the infinities
  if constexpr (kRow) {
    *y = result[0];
  } else {
    store<T>(y, result, strip.width);
  }
}

template <class T, bool kRow>
NABLA_INLINE void softmax_strip(const Strip<T, kRow>& strip, const T* x, T* y) {
  const Vec<T> m = maximum(strip, x);
  Total<T> sum;
  for (size_t i = 0; i < strip.count; ++i) {
    const Vec<T> e = exp_of_difference<T>(strip.at(x, i), m);
    strip.put(y, i, e);
    sum.add(e);
  }
  if constexpr (kRow) sum.fold();
  const Vec<T> inverse = sum.inverse();
  for (size_t i = 0; i < strip.count; ++i) strip.put(y, i, strip.at(y, i) * inverse);
}

template <class T, bool kRow>
NABLA_INLINE void log_softmax_strip(const Strip<T, kRow>& strip, const T* x, T* y) {
  const Vec<T> m = maximum(strip, x);
  const Vec<T> log_sum = sum_less_one(strip, x, m).log1p_plus(Vec<T>{});
  for (size_t i = 0; i < strip.count; ++i) strip.put(y, i, (strip.at(x, i) - m) - log_sum);
}

/// A row of n elements, n > 0.
template <class T>
NABLA_INLINE Strip<T, true> row(size_t n) {
  const size_t count = (n + kLanes<T> - 1) / kLanes<T>;
  return {count, kLanes<T>, kLanes<T>, n - (count - 1) * kLanes<T>};
}
template <class T>
NABLA_INLINE Strip<T, false> columns(size_t n, size_t inner, size_t width) {
  return {n, inner, width, width};
}

}  // namespace

template <class T>
void logsumexp(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t i = 0; n == 0 && i < outer * inner; ++i) y[i] = -kInf<T>;
  for (size_t o = 0; n > 0 && o < outer; ++o) {
    if (inner == 1) {
      logsumexp_strip(row<T>(n), x + o * n, y + o);
      continue;
    }
    for (size_t j = 0; j < inner; j += kLanes<T>) {
      logsumexp_strip(columns<T>(n, inner, smaller(kLanes<T>, inner - j)), x + o * n * inner + j, y + o * inner + j);
    }
  }
}

template <class T>
void softmax(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; n > 0 && o < outer; ++o, x += n * inner, y += n * inner) {
    if (inner == 1) {
      softmax_strip(row<T>(n), x, y);
      continue;
    }
    for (size_t j = 0; j < inner; j += kLanes<T>) {
      softmax_strip(columns<T>(n, inner, smaller(kLanes<T>, inner - j)), x + j, y + j);
    }
  }
}

template <class T>
void log_softmax(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; n > 0 && o < outer; ++o, x += n * inner, y += n * inner) {
    if (inner == 1) {
      log_softmax_strip(row<T>(n), x, y);
      continue;
    }
    for (size_t j = 0; j < inner; j += kLanes<T>) {
      log_softmax_strip(columns<T>(n, inner, smaller(kLanes<T>, inner - j)), x + j, y + j);
    }
  }
}

template void logsumexp(const float*, float*, size_t, size_t, size_t);
template void logsumexp(const double*, double*, size_t, size_t, size_t);
template void softmax(const float*, float*, size_t, size_t, size_t);
template void softmax(const double*, double*, size_t, size_t, size_t);
template void log_softmax(const float*, float*, size_t, size_t, size_t);
template void log_softmax(const double*, double*, size_t, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
