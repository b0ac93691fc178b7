#include "sums.hpp"

#include <cmath>

#include "vector64.hpp"

namespace limit::f64 {

namespace {

/// f(i) for each whole vector, four at a time to hide latencies, each with its number; the first entry that is left.
template <class F>
LIMIT_INLINE size_t walk(size_t n, F&& f) {
  size_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes)
    unroll<4>([&](auto k) __attribute__((always_inline)) { f(i + k * kLanes, k); });
  for (; i + kLanes <= n; i += kLanes) f(i, std::integral_constant<size_t, 0>{});
  return i;
}

}  // namespace

double logsumexp(const double* x, size_t n, double* gradient) {
  Vec top[4] = {load(x), load(x), load(x), load(x)};
  size_t i = walk(
      n, [&](size_t at, auto k) __attribute__((always_inline)) { top[k] = larger(top[k], load(x + at)); });
  double most = largest(larger(larger(top[0], top[1]), larger(top[2], top[3])));
  for (; i < n; ++i) most = x[i] > most ? x[i] : most;

  Vec total[4] = {};
  i = walk(
      n, [&](size_t at, auto k) __attribute__((always_inline)) {
        const Vec e = exp(load(x + at) - most);
        store(gradient + at, e);
        total[k] += e;
      });
  double all = sum((total[0] + total[1]) + (total[2] + total[3]));
  for (; i < n; ++i) all += gradient[i] = std::exp(x[i] - most);

  const double scale = 1 / all;
  i = walk(
      n, [&](size_t at, auto) __attribute__((always_inline)) { store(gradient + at, load(gradient + at) * scale); });
  for (; i < n; ++i) gradient[i] *= scale;
  return std::log(all) + most;
}

double least_squares(const double* A, const double* s, size_t n, size_t m, const double* x, double* gradient) {
  Vec total[256 / kLanes] = {};
  const size_t vectors = m / kLanes;
  double value = 0;
  // Each row is read twice while it is in the first cache: for its product with x, and as a part of the gradient.
  constexpr size_t rows = 4;
  for (size_t i = 0; i < n; i += rows) {
    const double* a[rows];
    Vec inner[rows] = {};
    double rest[rows];
    for (size_t r = 0; r < rows; ++r) a[r] = A + (i + r < n ? i + r : i) * m;
    for (size_t v = 0; v < vectors; ++v)
      unroll<rows>([&](auto r)
                       __attribute__((always_inline)) { inner[r] += load(a[r] + v * kLanes) * load(x + v * kLanes); });
    for (size_t r = 0; r < rows; ++r) {
      rest[r] = i + r < n ? s[i + r] - sum(inner[r]) : 0;
      value += rest[r] * rest[r];
    }
    for (size_t v = 0; v < vectors; ++v)
      unroll<rows>([&](auto r) __attribute__((always_inline)) { total[v] -= rest[r] * load(a[r] + v * kLanes); });
  }
  for (size_t v = 0; v < vectors; ++v) store(gradient + v * kLanes, total[v]);
  return value / 2;
}

}  // namespace limit::f64
