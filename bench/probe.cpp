#include "probe.hpp"

#include <nabla/kernels/kernels.hpp>

#include <stdexcept>
#include <string_view>

#include "probe_loops.hpp"

namespace bench {

namespace {

const ProbeLoops& loops() {
#if defined(__x86_64__)
  constexpr const ProbeLoops* sets[] = {&v2::loops, &v3::loops, &v4::loops};
#else
  constexpr const ProbeLoops* sets[] = {&plain::loops};
#endif
  for (const ProbeLoops* set : sets) {
    if (std::string_view(set->isa) == nabla::kernels::kernels().isa) return *set;
  }
  throw std::logic_error("no probe for the instruction set of the kernels");
}

std::function<void()> peak(limit::Team& team, double flop, std::size_t flop_of_turn, void (*fma)(std::size_t)) {
  const double turns = flop / static_cast<double>(flop_of_turn) / team.size();
  return [&team, fma, n = static_cast<std::size_t>(turns) + 1] { team.run([fma, n](int) { fma(n); }); };
}

}  // namespace

std::function<void()> peak_f32(limit::Team& team, double flop) {
  return peak(team, flop, loops().flop_f32, loops().fma_f32);
}
std::function<void()> peak_f64(limit::Team& team, double flop) {
  return peak(team, flop, loops().flop_f64, loops().fma_f64);
}

void read(limit::Team& team, const float* x, std::size_t n) {
  team.run([&](int part) {
    const auto [first, last] = team.share(n, part);
    loops().read(x + first, last - first);
  });
}

void triad(limit::Team& team, float* a, const float* b, const float* c, std::size_t n) {
  team.run([&](int part) {
    const auto [first, last] = team.share(n, part);
    loops().triad(a + first, b + first, c + first, last - first);
  });
}

}  // namespace bench
