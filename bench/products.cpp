// Does any size fall off a cliff? The kernel of products beside Eigen's, for the products of a layer from `inputs` to
// `outputs` in a batch: x W and, for the gradients, x W' and x' dy. One thread. A line for each, the worst first:
// nabla's time / Eigen's, both in microseconds, nabla's GFLOP/s, and the product. bench/run leaves it out: it is a
// minute's work for who changes the kernels.

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/pick.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "harness.hpp"
#include "peers/eigen.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double microseconds(int repetitions, const std::function<void()>& run) {
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < repetitions; ++i) run();
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count() / repetitions;
}

/// The best of samples that take turns.
struct Times {
  double nabla = 1e9, eigen = 1e9;
};
Times times(const bench::Bench& bench, const std::function<void()>& nabla, const std::function<void()>& eigen) {
  constexpr double sample_us = 60;
  const int turns = bench.smoke() ? 1 : bench.options().samples;
  Times best;
  for (int i = 0; i < 3; ++i) best = {std::min(best.nabla, microseconds(1, nabla)), microseconds(1, eigen)};
  const int repetitions = bench.smoke() ? 1 : 1 + static_cast<int>(sample_us / best.nabla);
  for (int i = 0; i < turns; ++i) {
    best.nabla = std::min(best.nabla, microseconds(repetitions, nabla));
    best.eigen = std::min(best.eigen, microseconds(repetitions, eigen));
  }
  return best;
}

struct Sizes {
  std::size_t m, k, n;
  bool transpose_a, transpose_b;
};

struct Line {
  double ratio;
  std::string text;
};

template <class T>
void product(const bench::Bench& bench, const Sizes& s, std::vector<Line>& lines) {
  const std::string job = fmt::format("{} {}{} {} x {} x {}", sizeof(T) == 4 ? "f32" : "f64", s.transpose_a ? 'T' : 'N',
                                      s.transpose_b ? 'T' : 'N', s.m, s.k, s.n);
  if (!bench.wants(job)) return;
  std::vector<T> a(s.m * s.k), b(s.k * s.n), got(s.m * s.n), expected(s.m * s.n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(i * 7 % 13) - 6;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<T>(i * 5 % 11) - 5;
  const auto kernel = nabla::detail::pick<T>(nabla::kernels::kernels().product);
  const std::size_t parts = kernel.parts(s.m, s.k, s.n, s.transpose_a, s.transpose_b);
  const Times best = times(
      bench,
      [&] {
        kernel.run({a.data(), s.transpose_a, b.data(), s.transpose_b, got.data(), s.m, s.k, s.n}, 0, parts);
      },
      [&] {
        bench::eigen_product<T>(a.data(), s.transpose_a, b.data(), s.transpose_b, expected.data(), s.m, s.k, s.n);
      });
  bench::require_close(job, std::span<const T>(got), std::span<const T>(expected), 1e-5);
  const double ratio = best.nabla / best.eigen, gflops = 2e-3 * static_cast<double>(s.m * s.k * s.n) / best.nabla;
  lines.push_back(
      {ratio, fmt::format("{:5.2f} {:9.3f} {:9.3f} {:7.1f}  {}", ratio, best.nabla, best.eigen, gflops, job)});
}

}  // namespace

void bench::measure(const Bench& bench) {
  // Odd sizes, powers of two (rows that are 2 and 4 KiB apart fall into the same sets of a cache) and between.
  std::vector<std::size_t> sizes{1, 7, 10, 64, 127, 512, 513, 784, 1000, 1024};
  if (bench.smoke()) sizes = {1, 7, 64, 127};
  std::vector<Line> lines;
  for (const std::size_t batch : {1U, 8U, 10U, 17U, 32U, 100U})
    for (const std::size_t inputs : sizes)
      for (const std::size_t outputs : sizes)
        for (const Sizes& s : {Sizes{batch, inputs, outputs, false, false}, Sizes{batch, outputs, inputs, false, true},
                               Sizes{inputs, batch, outputs, true, false}}) {
          product<float>(bench, s, lines);
          product<double>(bench, s, lines);
        }
  std::ranges::sort(lines, std::ranges::greater{}, &Line::ratio);
  for (const Line& line : lines) std::printf("%s\n", line.text.c_str());
}
