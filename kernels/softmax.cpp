// logsumexp, softmax and log_softmax over one axis, around the maximum m of the axis, so that no exponential overflows:
// in two passes over a row that stays in cache, or side by side for neighbouring columns.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/rows.hpp>

#include <type_traits>  // types only, no code

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

/// The results of one line, or of neighbouring ones; null where they are not wanted.
template <class T>
struct Results {
  T *logsumexp, *softmax, *log_softmax;

  NABLA_INLINE Results(const Softmaxes<T>& what, size_t line, size_t begin)
      : logsumexp(what.logsumexp ? what.logsumexp + line : nullptr),
        softmax(what.softmax ? what.softmax + begin : nullptr),
        log_softmax(what.log_softmax ? what.log_softmax + begin : nullptr) {}
};

// --- rows ---

/// m + log1p(sum) of one row after the other, some rows at a time.
template <class T>
class LogSums {
 public:
  explicit NABLA_INLINE LogSums(T* y) : y_(y) {}
  NABLA_INLINE void take(double m, double sum) {
    m_[count_] = m;
    sum_[count_] = sum;
    if (++count_ == kLanes<double>) finish();
  }
  NABLA_INLINE void finish() {
    const Vec<double> y = load(m_) + log1p<double>(load(sum_));
    for (size_t k = 0; k < count_; ++k) *y_++ = static_cast<T>(y[k]);
    count_ = 0;
  }

 private:
  T* y_;
  size_t count_ = 0;
  double m_[kLanes<double>] = {}, sum_[kLanes<double>] = {};
};

template <class T>
void each_row(const Softmaxes<T>& what, size_t first, size_t last) {
  const size_t n = what.n;
  LogSums<T> logarithms(what.logsumexp ? what.logsumexp + first : nullptr);
  Vec<T> largest = first < last ? largest_of(what.x + first * n, n) : Vec<T>{};
  for (size_t row = first; row < last; ++row) {
    const T* const x = what.x + row * n;
    const T* const next = row + 1 < last ? x + n : nullptr;
    const Results<T> y(what, row, row * n);
    const Vec<T> m = largest;
    const bool finite = __builtin_isfinite(m[0]), lost = !finite && any_nan(x, n);  // before softmax, which may be x
    const RowSums sums = row_sums<T, false>(x, nullptr, y.softmax, n, m);
    const double others = finite ? sums.others : kNan<double>;
    if (what.logsumexp)
      logarithms.take(lost ? kNan<double> : static_cast<double>(m[0]), finite ? others / sums.largest : 0);
    if (!y.softmax && !y.log_softmax) {
      if (next) largest = largest_of(next, n);
      continue;
    }
    const T inverse = static_cast<T>(1 / (sums.largest + others)),
            less = y.log_softmax ? static_cast<T>(log1p_of(others / sums.largest)) : T(0);
    largest = each_vector_and_largest(n, next, [&](size_t i, size_t width) NABLA_INLINE_LAMBDA {
      if (y.log_softmax) store<T>(y.log_softmax + i, (load(x + i, width) - m) - less, width);
      if (y.softmax) store<T>(y.softmax + i, load(y.softmax + i, width) * inverse, width);
    });
  }
  if (what.logsumexp) logarithms.finish();
}

// --- columns ---

/// `width` columns of n entries, `step` apart.
template <class T>
NABLA_INLINE void softmaxes_of_columns(const T* x, size_t n, size_t step, size_t width, const Results<T>& y) {
  Vec<T> m = broadcast(-kInf<T>);
  for (size_t i = 0; i < n; ++i) m = larger<T>(load(x + i * step, width), m);
  const Vec<T> base = abs<T>(m) < kInf<T> ? m : broadcast(kNan<T>);
  ExpSum<T, false> exponentials(base);
  const auto take = [&]<size_t kCount>(size_t i, std::integral_constant<size_t, kCount>) NABLA_INLINE_LAMBDA {
    Vec<T> v[kCount], e[kCount];
    NABLA_UNROLL
    for (size_t k = 0; k < kCount; ++k) v[k] = load(x + (i + k) * step, width);
    exponentials.start();
    exponentials.take(v, v, e);
    exponentials.finish();
    if (!y.softmax) return;
    NABLA_UNROLL
    for (size_t k = 0; k < kCount; ++k) store<T>(y.softmax + (i + k) * step, e[k], width);
  };
  size_t i = 0;
  for (; i + kAtOnce <= n; i += kAtOnce) take(i, std::integral_constant<size_t, kAtOnce>{});
  for (; i < n; ++i) take(i, std::integral_constant<size_t, 1>{});
  if (y.logsumexp) store<T>(y.logsumexp, abs<T>(m) < kInf<T> ? exponentials.less_one().log1p_plus(m) : m, width);
  if (y.log_softmax) {
    const Vec<T> less = exponentials.less_one().log1p_plus(Vec<T>{});
    for (i = 0; i < n; ++i) store<T>(y.log_softmax + i * step, (load(x + i * step, width) - base) - less, width);
  }
  if (y.softmax) {
    const Vec<T> factor = exponentials.all().inverse();
    for (i = 0; i < n; ++i) store<T>(y.softmax + i * step, load(y.softmax + i * step, width) * factor, width);
  }
}

template <class T>
void each_column(const Softmaxes<T>& what, size_t first, size_t last) {
  for (size_t line = first, width = 0; line < last; line += width) {
    const size_t j = line % what.inner, begin = (line - j) * what.n + j;
    width = smaller(kLanes<T>, smaller(what.inner - j, last - line));
    softmaxes_of_columns(what.x + begin, what.n, what.inner, width, Results<T>(what, line, begin));
  }
}

}  // namespace

template <class T>
void softmaxes(const Softmaxes<T>& what, size_t first, size_t last) {
  what.inner == 1 ? each_row(what, first, last) : each_column(what, first, last);
}

template void softmaxes(const Softmaxes<float>&, size_t, size_t);
template void softmaxes(const Softmaxes<double>&, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
