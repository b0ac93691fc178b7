// Cross-entropies of a softmax and their slopes, row by row, in three passes over a row that stays in cache: the
// largest logit, the exponentials and their sum, the slopes.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/rows.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

/// What the slopes of a row are made of. By probabilities those of the largest logits are told apart, so that the slope
/// of a single class is 0.
template <class T>
struct SlopeFactors {
  T factor, scale;   // e factor, or (e factor - p) scale
  Vec<T> top;        // e of the largest logits
  T softmax_of_top;  // times the sum of p
};

/// The slopes of a row, in place of e; returns the largest entry of the next one, unless that is null.
template <class T, bool kDense>
NABLA_INLINE Vec<T> scale_row(T* e, const T* p, size_t n, const SlopeFactors<T>& by, const T* next) {
  return each_vector_and_largest(n, next, [&](size_t i, size_t width) NABLA_INLINE_LAMBDA {
    const Vec<T> v = load(e + i, width);
    Vec<T> y = v * by.factor;
    if constexpr (kDense) {
      const Vec<T> q = load(p + i, width);
      y = (v == by.top ? by.softmax_of_top - q : y - q) * by.scale;
    }
    store<T>(e + i, y, width);
  });
}

template <class T>
NABLA_INLINE size_t label_of(const CrossEntropies<T>& what, size_t row) {
  return static_cast<size_t>(what.labels32 ? what.labels32[row] : what.labels64[row]);
}

template <class T, bool kDense>
NABLA_INLINE void each_row(const CrossEntropies<T>& what, size_t first, size_t last) {
  const size_t n = what.n;
  Vec<T> largest = first < last ? largest_of(what.logits + first * n, n) : Vec<T>{};
  for (size_t row = first; row < last; ++row) {
    const T* const x = what.logits + row * n;
    const T* const next = row + 1 < last ? x + n : nullptr;
    const T* const p = kDense ? what.probabilities + row * n : nullptr;
    T* const e = what.slopes ? what.slopes + row * n : nullptr;
    const size_t label = kDense ? 0 : label_of(what, row);
    const double picked = kDense ? 0 : static_cast<double>(x[label]);  // before e, which may be x, is written
    const auto m = static_cast<double>(largest[0]);
    const bool finite = __builtin_isfinite(m), lost = !finite && any_nan(x, n);
    RowSums sums = row_sums<T, kDense>(x, p, e, n, largest);
    if (!finite) sums.others = kNan<double>;  // and so are all slopes
    if (what.losses) {
      const double rest = lost ? kNan<double> : finite ? log1p_of(sums.others / sums.largest) : 0;
      // Without any probability there is no loss, whatever the logits are.
      const double weighted = sums.probabilities == 0 ? 0 : rest * sums.probabilities;
      what.losses[row] = static_cast<T>(kDense ? sums.below + weighted : (m - picked) + rest);
    }
    if (!e) {
      if (next) largest = largest_of(next, n);
      continue;
    }
    const T scale = what.scale[row * what.scale_step];
    const double inverse = 1 / (sums.largest + sums.others);
    const double at_label = picked == m ? -sums.others * inverse : static_cast<double>(e[label]) * inverse - 1;
    SlopeFactors<T> by{static_cast<T>(inverse * static_cast<double>(scale)), scale, {}, 0};
    if constexpr (kDense) {
      by.factor = static_cast<T>(inverse * sums.probabilities);
      by.softmax_of_top = static_cast<T>(sums.largest / (sums.largest + sums.others) * sums.probabilities);
      const Vec<T> tops[1] = {largest};
      Vec<T> e_of_tops[1];
      exp_relative_to<T>(Reference<T>(largest), tops, e_of_tops);
      by.top = e_of_tops[0];
    }
    largest = scale_row<T, kDense>(e, p, n, by, next);
    if constexpr (!kDense) e[label] = static_cast<T>(at_label * static_cast<double>(scale));
  }
}

}  // namespace

template <class T>
void cross_entropies(const CrossEntropies<T>& what, size_t first, size_t last) {
  if (what.probabilities) {
    each_row<T, true>(what, first, last);
  } else {
    each_row<T, false>(what, first, last);
  }
}

template void cross_entropies(const CrossEntropies<float>&, size_t, size_t);
template void cross_entropies(const CrossEntropies<double>&, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
