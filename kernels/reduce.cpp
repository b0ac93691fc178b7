// Sums, maxima and minima over one axis. The order of the additions depends on the shape alone, so a sum has the same
// bits every time.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/reduce.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

constexpr size_t kTile = 256;  // columns at a time: their sums stay in the first-level cache

/// Sums of `width` <= kTile neighbouring columns, each column's elements `inner` apart.
template <class T>
void sum_columns(const T* x, T* y, size_t n, size_t inner, size_t width) {
  using S = SumOf<T>;
  Total<S> total[kTile];
  S part[kTile];
  for (size_t i = 0; i < n;) {
    for (size_t j = 0; j < width; ++j) part[j] = 0;
    const size_t end = smaller(i + 8 * kBlock, n);
    for (; i + 4 <= end; i += 4) {  // four rows for each visit to the partial sums
      const T *x0 = x + i * inner, *x1 = x0 + inner, *x2 = x1 + inner, *x3 = x2 + inner;
      NABLA_INDEPENDENT
      for (size_t j = 0; j < width; ++j) {
        part[j] += (static_cast<S>(x0[j]) + static_cast<S>(x1[j])) + (static_cast<S>(x2[j]) + static_cast<S>(x3[j]));
      }
    }
    for (; i < end; ++i) {
      const T* row = x + i * inner;
      NABLA_INDEPENDENT
      for (size_t j = 0; j < width; ++j) part[j] += static_cast<S>(row[j]);
    }
    for (size_t j = 0; j < width; ++j) total[j].add(part[j]);
  }
  for (size_t j = 0; j < width; ++j) y[j] = static_cast<T>(total[j].result());
}

template <class Either, class T>
void extreme_of_columns(const T* x, T* y, size_t n, size_t inner, size_t width) {
  for (size_t j = 0; j < width; ++j) y[j] = x[j];
  for (size_t i = 1; i < n; ++i) {
    const T* row = x + i * inner;
    NABLA_INDEPENDENT
    for (size_t j = 0; j < width; ++j) y[j] = Either::of(row[j], y[j]);
  }
}

template <class Either, class T>
NABLA_INLINE void extreme(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; o < outer; ++o) {
    if (inner == 1) {
      y[o] = extreme_of_row<Either>(x + o * n, n);
      continue;
    }
    for (size_t j = 0; j < inner; j += kTile) {
      extreme_of_columns<Either>(x + o * n * inner + j, y + o * inner + j, n, inner, smaller(kTile, inner - j));
    }
  }
}

}  // namespace

template <class T>
void sum(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  for (size_t o = 0; o < outer; ++o) {
    if (inner == 1) {
      y[o] = static_cast<T>(total_of_row(x + o * n, n).result());
      continue;
    }
    for (size_t j = 0; j < inner; j += kTile) {
      sum_columns(x + o * n * inner + j, y + o * inner + j, n, inner, smaller(kTile, inner - j));
    }
  }
}

template <class T>
void max(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  extreme<Larger>(x, y, outer, n, inner);
}

template <class T>
void min(const T* x, T* y, size_t outer, size_t n, size_t inner) {
  extreme<Smaller>(x, y, outer, n, inner);
}

template void sum(const float*, float*, size_t, size_t, size_t);
template void sum(const double*, double*, size_t, size_t, size_t);
template void sum(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void sum(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);
template void max(const float*, float*, size_t, size_t, size_t);
template void max(const double*, double*, size_t, size_t, size_t);
template void max(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void max(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);
template void min(const float*, float*, size_t, size_t, size_t);
template void min(const double*, double*, size_t, size_t, size_t);
template void min(const std::int32_t*, std::int32_t*, size_t, size_t, size_t);
template void min(const std::int64_t*, std::int64_t*, size_t, size_t, size_t);

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
