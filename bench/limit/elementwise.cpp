#include "elementwise.hpp"

#include "vector.hpp"

namespace limit {

void elementwise(Team& team, const float* x, const float* w, const float* b, const float* y, const float* z, float* out,
                 size_t n) {
  const auto at = [&](size_t i) __attribute__((always_inline)) {
    return tanh(load(x + i) * load(w + i) + load(b + i)) * load(y + i) + load(z + i);
  };
  constexpr size_t kTurn = 4;  // vectors side by side: one's long chain of steps fills the gaps in another's
  const auto loop = [&](size_t first, size_t last) {
    size_t i = first;
    for (; i + kTurn * kLanes <= last; i += kTurn * kLanes) {
      Vec v[kTurn];
      unroll<kTurn>([&](auto k) __attribute__((always_inline)) { v[k] = at(i + k * kLanes); });
      unroll<kTurn>([&](auto k) __attribute__((always_inline)) { store(out + i + k * kLanes, v[k]); });
    }
    for (; i + kLanes <= last; i += kLanes) store(out + i, at(i));
    if (i < last) store(out + last - kLanes, at(last - kLanes));
  };
  constexpr size_t kAlone = 30000;  // below, a second thread takes longer to come than to help
  if (n < kAlone) return loop(0, n);
  team.run([&](int part) {
    const auto [first, last] = team.share(n, part, kLanes);
    loop(first, last);
  });
}

}  // namespace limit
