// The machine in the same run: the peak of fused multiply-adds for the instruction set that nabla picked, and what
// memory gives. One line: {"threads", "isa", "fma_f32_gflops", "fma_f64_gflops", "read_gbs", "triad_gbs"}.

#include <nabla/kernels/kernels.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "harness.hpp"
#include "limit/buffer.hpp"
#include "probe.hpp"

namespace {

/// Of `runs`, the best.
double seconds(int runs, const std::function<void()>& run) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const Clock::time_point start = Clock::now();
    run();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace

void bench::measure(const Bench& bench) {
  limit::Team team(bench.threads());
  const double flop = bench.smoke() ? 1e6 : 1e8;
  const std::size_t n = bench.smoke() ? 1U << 12U : 1U << 25U;  // 128 MiB an array: beyond any cache
  const limit::Buffer a(n), b(n), c(n);
  const double f32 = flop / seconds(100, peak_f32(team, flop)) / 1e9,
               f64 = flop / seconds(100, peak_f64(team, flop)) / 1e9;
  const double bytes = 4. * static_cast<double>(n);
  const double reading = bytes / seconds(10, [&] { read(team, b, n); }) / 1e9;
  const double triads = 3 * bytes / seconds(10, [&] { triad(team, a, b, c, n); }) / 1e9;
  std::printf(R"({"threads": %d, "isa": "%s", "fma_f32_gflops": %.1f, "fma_f64_gflops": %.1f, )"
              R"("read_gbs": %.1f, "triad_gbs": %.1f})"
              "\n",
              bench.threads(), nabla::kernels::kernels().isa, f32, f64, reading, triads);
}
