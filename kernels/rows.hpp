#pragma once
// What softmaxes and cross-entropies of rows share: passes over a row that stays in cache, for its largest entry m and
// for the exponentials of its entries relative to m and their sum.

#include <nabla/kernels/exponentials.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

inline constexpr size_t kAtOnce = 4;  // vectors that are added up before they meet a sum in twice the precision

/// Calls body(i, width) for the vectors of n entries, all but the last of them whole.
template <class T, class Body>
NABLA_INLINE void each_vector(size_t n, Body&& body) {
  size_t i = 0;
  for (; i + kLanes<T> <= n; i += kLanes<T>) body(i, kLanes<T>);
  if (i < n) body(i, n - i);
}

/// Calls few(i, k) for vector k of the kAtOnce whole ones from entry i on, while there are so many; then one(i, width)
/// for the vectors that are left.
template <class T, class Few, class One>
NABLA_INLINE void each_few(size_t n, Few&& few, One&& one) {
  size_t i = 0;
  for (; i + kAtOnce * kLanes<T> <= n; i += kAtOnce * kLanes<T>) {
    NABLA_UNROLL
    for (size_t k = 0; k < kAtOnce; ++k) few(i, k);
  }
  each_vector<T>(n - i, [&](size_t j, size_t width) NABLA_INLINE_LAMBDA { one(i + j, width); });
}

/// The largest of what it has taken, NaN passed over; -inf where that is nothing.
template <class T>
class Largest {
 public:
  NABLA_INLINE Largest() {
    for (Vec<T>& lanes : m_) lanes = broadcast(-kInf<T>);
  }
  NABLA_INLINE void take(const T* x, size_t k) { m_[k] = larger_number(load(x + k * kLanes<T>), m_[k]); }
  NABLA_INLINE void take_part(const T* x, size_t width) {
    const Vec<T> v = load(x, width);
    m_[0] = larger_number(width < kLanes<T> ? keep<T>(v, width, -kInf<T>) : v, m_[0]);
  }
  /// In all lanes.
  NABLA_INLINE Vec<T> get() const {
    return larger_number_of_lanes<T>(larger_number(larger_number(m_[0], m_[1]), larger_number(m_[2], m_[3])));
  }

 private:
  Vec<T> m_[kAtOnce];
};

template <class T>
NABLA_INLINE Vec<T> largest_of(const T* x, size_t n) {
  Largest<T> largest;
  each_few<T>(
      n, [&](size_t i, size_t k) NABLA_INLINE_LAMBDA { largest.take(x + i, k); },
      [&](size_t i, size_t width) NABLA_INLINE_LAMBDA { largest.take_part(x + i, width); });
  return largest.get();
}

template <class T>
NABLA_INLINE bool any_nan(const T* x, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (x[i] != x[i]) return true;
  }
  return false;
}

/// Where x is m another maximum is counted; elsewhere e is added to the others.
template <class T>
NABLA_INLINE void add_apart(Vec<T> x, Vec<T> m, Vec<T> e, Vec<T>& others, Vec<T>& maxima) {
  const Vec<T> one = broadcast(T(1));
#if defined(__AVX512F__)  // gcc 12 does not add under a mask by itself
  if constexpr (sizeof(T) == 4) {
    const __mmask16 other = _mm512_cmp_ps_mask(__m512(x), __m512(m), _CMP_NEQ_UQ),
                    largest = static_cast<__mmask16>(~other);
    others = Vec<T>(_mm512_mask_add_ps(__m512(others), other, __m512(others), __m512(e)));
    maxima = Vec<T>(_mm512_mask_add_ps(__m512(maxima), largest, __m512(maxima), __m512(one)));
  } else {
    const __mmask8 other = _mm512_cmp_pd_mask(__m512d(x), __m512d(m), _CMP_NEQ_UQ),
                   largest = static_cast<__mmask8>(~other);
    others = Vec<T>(_mm512_mask_add_pd(__m512d(others), other, __m512d(others), __m512d(e)));
    maxima = Vec<T>(_mm512_mask_add_pd(__m512d(maxima), largest, __m512d(maxima), __m512d(one)));
  }
#else
  others += x == m ? Vec<T>{} : e;
  maxima += x == m ? one : Vec<T>{};
#endif
}

/// What the results of a row need to know about its entries x, and about their probabilities, if there are any.
struct RowSums {
  double others;             // of exp(x - near) over the row without one largest logit
  double largest;            // exp(m - near)
  double probabilities = 1;  // of p
  double below = 0;          // of p (m - x), where p is not 0
};

/// The sums of a few vectors at a time, of a row or of columns, whose largest entries are m.
template <class T, bool kDense>
class ExpSum {
 public:
  explicit NABLA_INLINE ExpSum(Vec<T> m) : m_(m), near_(m) {}

  NABLA_INLINE void start() { others_ = maxima_ = p_ = below_ = Vec<T>{}; }
  /// y = exp(x - m)
  template <size_t kCount>
  NABLA_INLINE void take(const Vec<T> (&x)[kCount], const Vec<T> (&p)[kCount], Vec<T> (&y)[kCount]) {
    exp_relative_to<T>(near_, x, y);
    NABLA_UNROLL
    for (size_t i = 0; i < kCount; ++i) {
      add_apart<T>(x[i], m_, y[i], others_, maxima_);
      if constexpr (kDense) {
        p_ += p[i];
        below_ += p[i] == T(0) ? Vec<T>{} : p[i] * (m_ - x[i]);
      }
    }
  }
  NABLA_INLINE void finish() {
    all_others_.add(others_);
    all_maxima_ += maxima_;
    if constexpr (kDense) {
      all_p_.add(p_);
      all_below_.add(below_);
    }
  }
  /// Of a row: m is the same in all lanes.
  NABLA_INLINE RowSums sums() const {
    const double largest = exp_of_rest<double>(static_cast<double>(near_.rest[0]));
    RowSums row{all_others_.all() + (static_cast<double>(sum_lanes<T>(all_maxima_)) - 1) * largest, largest};
    if constexpr (kDense) {
      row.probabilities = all_p_.all();
      row.below = all_below_.all();
    }
    return row;
  }
  /// Of columns, a lane each: the sum of exp(x - near), and that of exp(x - m) less the 1 of one largest entry.
  NABLA_INLINE Total<T> all() const {
    Total<T> sum = all_others_;
    sum.add(all_maxima_ * exp_of_rest<T>(near_.rest));
    return sum;
  }
  NABLA_INLINE Total<T> less_one() const {
    Total<T> sum = all_others_;
    sum.multiply(exp_of_rest<T>(-near_.rest));
    sum.add(all_maxima_ - T(1));
    return sum;
  }

 private:
  const Vec<T> m_;
  const Reference<T> near_;
  Vec<T> others_, maxima_, p_, below_;
  Vec<T> all_maxima_ = {};
  Total<T> all_others_, all_p_, all_below_;
};

/// With the exponentials in e, unless that is null.
template <class T, bool kDense>
NABLA_INLINE RowSums row_sums(const T* x, const T* p, T* e, size_t n, Vec<T> m) {
  ExpSum<T, kDense> sum(m);
  size_t i = 0;
  for (; i + kAtOnce * kLanes<T> <= n; i += kAtOnce * kLanes<T>) {
    sum.start();
    Vec<T> v[kAtOnce], w[kAtOnce], y[kAtOnce];
    NABLA_UNROLL
    for (size_t k = 0; k < kAtOnce; ++k) {
      v[k] = load(x + i + k * kLanes<T>);
      w[k] = kDense ? load(p + i + k * kLanes<T>) : Vec<T>{};
    }
    sum.take(v, w, y);
    if (e) {
      NABLA_UNROLL
      for (size_t k = 0; k < kAtOnce; ++k) store<T>(e + i + k * kLanes<T>, y[k]);
    }
    sum.finish();
  }
  sum.start();
  each_vector<T>(n - i, [&](size_t j, size_t width) NABLA_INLINE_LAMBDA {
    const Vec<T> v = load(x + i + j, width);
    Vec<T> y[1];
    sum.template take<1>({width < kLanes<T> ? keep<T>(v, width, -kInf<T>) : v},
                         {kDense ? load(p + i + j, width) : Vec<T>{}}, y);
    if (e) store<T>(e + i + j, y[0], width);
  });
  sum.finish();
  return sum.sums();
}

/// Calls body(i, width) for the vectors of a row; in the same pass it finds the largest entry of the next one, unless
/// that is null.
template <class T, class Body>
NABLA_INLINE Vec<T> each_vector_and_largest(size_t n, const T* next, Body&& body) {
  Largest<T> largest;
  if (next) {
    each_few<T>(
        n,
        [&](size_t i, size_t k) NABLA_INLINE_LAMBDA {
          largest.take(next + i, k);
          body(i + k * kLanes<T>, kLanes<T>);
        },
        [&](size_t i, size_t width) NABLA_INLINE_LAMBDA {
          largest.take_part(next + i, width);
          body(i, width);
        });
  } else {
    each_vector<T>(n, body);
  }
  return largest.get();
}

NABLA_INLINE double log1p_of(double x) { return log1p<double>(broadcast(x))[0]; }

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
