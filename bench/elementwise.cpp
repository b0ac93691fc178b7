// tanh(x * w + b) * y + z for arrays of 1,000 to 10,000,000 entries, forward: from the first cache to memory. f32.

#include <nabla/nabla.hpp>

#include <fmt/format.h>

#include "harness.hpp"
#include "limit/elementwise.hpp"

using namespace nabla;

namespace {

void elementwise(const bench::Bench& bench, const std::string& job, std::int64_t n, limit::Team& team) {
  std::vector<Expr> inputs;
  for (const char* name : {"x", "w", "b", "y", "z"}) inputs.push_back(input(name, f32, {n}));
  const auto &x = inputs[0], &w = inputs[1], &b = inputs[2], &y = inputs[3], &z = inputs[4];
  const Function f(inputs, {tanh(x * w + b) * y + z});

  Rng rng(5);
  std::vector<Tensor> feeds;
  std::vector<const float*> data;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    feeds.push_back(Tensor::empty(f32, {n}));
    for (float& entry : feeds[i].mutable_span<float>()) entry = static_cast<float>(4 * rng.uniform() - 2);
    data.push_back(feeds[i].span<float>().data());
  }
  std::vector<Tensor> outputs{Tensor::zeros(f32, {n})};
  const auto run = [&] { f.run(feeds, outputs); };

  const std::size_t count = static_cast<std::size_t>(n);
  std::vector<float> result(count);
  const auto limit_run = [&] {
    limit::elementwise(team, data[0], data[1], data[2], data[3], data[4], result.data(), count);
  };

  run();
  limit_run();
  bench::require_close("the result", outputs[0].span<float>(), result, 1e-6);
  bench.compare(job, {{"nabla", run}, {"limit", limit_run}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  limit::Team team(bench.threads());
  for (const std::int64_t n : {1000, 10000, 100000, 1000000, 10000000}) {
    const std::string job = fmt::format("elementwise chain, {} entries", n);
    if (bench.wants(job)) elementwise(bench, job, bench.smoke() ? std::min<std::int64_t>(n, 50000) : n, team);
  }
}
