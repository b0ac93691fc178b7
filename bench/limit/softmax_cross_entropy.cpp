#include "softmax_cross_entropy.hpp"

#include <cmath>
#include <vector>

#include "vector.hpp"

namespace limit {

namespace {

/// f of each whole vector, and of the rest as the last whole vector and the lanes of it that came before.
template <class F>
LIMIT_INLINE void walk(size_t n, F&& f) {
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) f(i, size_t{0});
  if (i < n) f(n - kLanes, i - (n - kLanes));
}

LIMIT_INLINE Vec without_first(Vec v, size_t count) {
  Bits lane;
  for (size_t i = 0; i < kLanes; ++i) lane[i] = static_cast<std::uint32_t>(i);
  return lane < static_cast<std::uint32_t>(count) ? Vec{} : v;
}

/// A row in cache: its largest entry; exp and their sum; dx.
float row_loss(const float* x, size_t label, float* dx, size_t n, float rows) {
  Vec top = load(x);
  walk(
      n, [&](size_t i, size_t) __attribute__((always_inline)) {
        const Vec v = load(x + i);
        top = v > top ? v : top;
      });
  const float most = largest(top);
  Vec total = {};
  walk(
      n, [&](size_t i, size_t seen) __attribute__((always_inline)) {
        const Vec e = exp(load(x + i) - most);
        store(dx + i, e);
        total += seen == 0 ? e : without_first(e, seen);
      });
  const float all = sum(total), scale = 1 / (all * rows);
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(dx + i, load(dx + i) * scale);
  for (; i < n; ++i) dx[i] *= scale;
  dx[label] -= 1 / rows;
  return std::log(all) + most - x[label];
}

}  // namespace

float softmax_cross_entropy(Team& team, const float* x, const std::int32_t* labels, float* dx, size_t rows, size_t n) {
  std::vector<double> losses(static_cast<size_t>(team.size()));
  team.run([&](int part) {
    const auto [first, last] = team.share(rows, part);
    double loss = 0;
    for (size_t i = first; i < last; ++i)
      loss += row_loss(x + i * n, static_cast<size_t>(labels[i]), dx + i * n, n, static_cast<float>(rows));
    losses[static_cast<size_t>(part)] = loss;
  });
  double loss = 0;
  for (const double part : losses) loss += part;
  return static_cast<float>(loss / static_cast<double>(rows));
}

}  // namespace limit
