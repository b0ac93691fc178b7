#pragma once
// Blocks of dot products: rows of a with rows of the transpose of b, along the memory of both.

#include <nabla/kernels/block.hpp>
#include <nabla/kernels/shuffle.hpp>

namespace nabla::kernels::NABLA_KERNEL_ISA {

// Rows of a in a block of kDots columns.
#if defined(__AVX512F__)
inline constexpr size_t kDotHeight = 6;
#elif defined(__AVX2__)
inline constexpr size_t kDotHeight = 3;
#else
inline constexpr size_t kDotHeight = 2;
#endif
inline constexpr size_t kDots = 4;

template <class T>
struct FourOf {
  typedef T Vec __attribute__((vector_size(4 * sizeof(T))));
  typedef T Unaligned __attribute__((vector_size(4 * sizeof(T)), aligned(sizeof(T)), may_alias));
};
template <class T>
using Four = typename FourOf<T>::Vec;

/// Part kPart of kParts of each group of kGroup lanes of x and of y: those of x and of y take turns, group by group.
template <size_t kGroup, size_t kHalf, class T, size_t... I>
NABLA_INLINE Vec<T> halves(Vec<T> x, Vec<T> y, std::index_sequence<I...>) {
  constexpr size_t kLanesOf = sizeof...(I);
  return __builtin_shufflevector(
      x, y,
      (I / kGroup * kGroup + I % (kGroup / 2) + kHalf * (kGroup / 2) + (I % kGroup < kGroup / 2 ? 0 : kLanesOf))...);
}
/// Groups of kGroup lanes, x's added up to the lower half of each and y's to the upper half.
template <size_t kGroup, class T>
NABLA_INLINE Vec<T> merge(Vec<T> x, Vec<T> y) {
  return halves<kGroup, 0, T>(x, y, LaneIndices<T>{}) + halves<kGroup, 1, T>(x, y, LaneIndices<T>{});
}
template <size_t kGroup, class T>
NABLA_INLINE Vec<T> fold(Vec<T> x) {
  if constexpr (kGroup == 1) return x;
  if constexpr (kGroup > 1) return fold<kGroup / 2, T>(merge<kGroup, T>(x, x));
}
template <size_t kGroup, class T, size_t... I>
NABLA_INLINE Four<T> first_of_groups(Vec<T> x, std::index_sequence<I...>) {
  return __builtin_shufflevector(x, x, (I * kGroup)...);
}

/// The sums of the lanes of four vectors.
template <class T>
NABLA_INLINE Four<T> sum_four(Vec<T> a, Vec<T> b, Vec<T> c, Vec<T> d) {
  constexpr size_t kAll = kLanes<T>;
  if constexpr (kAll == 2) {
    const Vec<T> low = merge<2, T>(a, b), high = merge<2, T>(c, d);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
  } else {
    const Vec<T> sums = merge<kAll / 2, T>(merge<kAll, T>(a, c), merge<kAll, T>(b, d));
    return first_of_groups<kAll / 4, T>(fold<kAll / 4, T>(sums), std::make_index_sequence<4>{});
  }
}

/// kM rows of a and kN of the transpose of b, 1 or kDots, each of k entries.
template <class T, size_t kM, size_t kN>
NABLA_INLINE void dot_block(const T* a, const T* b, const Target<T>& c, size_t k) {
  constexpr size_t kTurns = kM * kN >= 8 ? 1 : 2;
  Vec<T> sum[kTurns][kM][kN] = {};
  const auto step = [&](Vec<T>(&to)[kM][kN], const auto& load_from) NABLA_INLINE_LAMBDA {
    Vec<T> v[kM];
    NABLA_UNROLL
    for (size_t i = 0; i < kM; ++i) v[i] = load_from(a + i * k);
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) {
      const Vec<T> w = load_from(b + j * k);
      NABLA_UNROLL
      for (size_t i = 0; i < kM; ++i) to[i][j] += v[i] * w;
    }
  };
  size_t p = 0;
  for (; p + kTurns * kLanes<T> <= k; p += kTurns * kLanes<T>) {
    NABLA_UNROLL
    for (size_t turn = 0; turn < kTurns; ++turn)
      step(sum[turn], [&](const T* x) NABLA_INLINE_LAMBDA { return load(x + p + turn * kLanes<T>); });
  }
  for (; p < k; p += kLanes<T>)
    step(sum[0], [&](const T* x) NABLA_INLINE_LAMBDA { return load(x + p, smaller(kLanes<T>, k - p)); });
  NABLA_UNROLL
  for (size_t i = 0; i < kM; ++i) {
    Vec<T> all[kDots] = {};
    NABLA_UNROLL
    for (size_t j = 0; j < kN; ++j) all[j] = kTurns > 1 ? sum[0][i][j] + sum[kTurns - 1][i][j] : sum[0][i][j];
    Four<T> four = sum_four<T>(all[0], all[1], all[2], all[3]);
    T* to = c.c + i * c.row;
    if constexpr (kN == kDots) {
      using Unaligned = typename FourOf<T>::Unaligned;
      if (c.addend != nullptr) {
        four = four * *c.alpha + *reinterpret_cast<const Unaligned*>(c.addend + i * c.addend_row);
      }
      *reinterpret_cast<Unaligned*>(to) = four;
    } else {
      to[0] = c.addend == nullptr ? four[0] : four[0] * *c.alpha + c.addend[i * c.addend_row];
    }
  }
}

/// All m rows of a.
template <class T, size_t kN>
void dot_columns(const T* a, const T* b, const Target<T>& target, size_t m, size_t k) {
  Target<T> c = target;
  constexpr size_t kM = kDotHeight;
  for (; m >= kM; m -= kM, a += kM * k, c.move(kM, 0)) dot_block<T, kM, kN>(a, b, c, k);
  if constexpr (kM > 4) {
    if (m & 4) dot_block<T, 4, kN>(a, b, c, k), a += 4 * k, c.move(4, 0);
  }
  if (m & 2) dot_block<T, 2, kN>(a, b, c, k), a += 2 * k, c.move(2, 0);
  if (m & 1) dot_block<T, 1, kN>(a, b, c, k);
}

/// m rows of a and n of the transpose of b.
template <class T>
void dot_all(const T* a, const T* b, const Target<T>& target, size_t m, size_t k, size_t n) {
  const Target<T> c = target;
  size_t j = 0;
  for (; j + kDots <= n; j += kDots, b += kDots * k) {
    if (m == 1) {
      dot_block<T, 1, kDots>(a, b, c.at(0, j), k);
    } else {
      dot_columns<T, kDots>(a, b, c.at(0, j), m, k);
    }
  }
  for (; j < n; ++j, b += k) dot_columns<T, 1>(a, b, c.at(0, j), m, k);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
