// The mean softmax cross-entropy of 1,024 rows of 1,000 logits against labels, and its gradient with respect to the
// logits. f32.

#include <nabla/nabla.hpp>

#include "harness.hpp"
#include "limit/softmax_cross_entropy.hpp"

using namespace nabla;

void bench::measure(const Bench& bench) {
  const std::string job = "softmax cross-entropy, 1024 x 1000";
  if (!bench.wants(job)) return;
  const std::int64_t rows = bench.smoke() ? 16 : 1024, n = 1000;
  const Expr x = input("x", f32, {rows, n}), t = input("t", i32, {rows});
  const Expr loss = mean(sparse_softmax_cross_entropy(x, t));
  const Function f({x, t}, {loss, grad(loss, x)});

  Rng rng(5);
  std::vector<Tensor> feeds{Tensor::empty(f32, {rows, n}), Tensor::empty(i32, {rows})};
  for (float& entry : feeds[0].mutable_span<float>()) entry = static_cast<float>(10 * rng.uniform() - 5);
  for (std::int32_t& label : feeds[1].mutable_span<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(1000));
  std::vector<Tensor> outputs{Tensor::zeros(f32, {}), Tensor::zeros(f32, {rows, n})};
  const auto run = [&] { f.run(feeds, outputs); };

  limit::Team team(bench.threads());
  const std::size_t row_count = static_cast<std::size_t>(rows), width = static_cast<std::size_t>(n);
  std::vector<float> dx(row_count * width);
  float value = 0;
  const auto limit_run = [&] {
    value = limit::softmax_cross_entropy(team, feeds[0].span<float>().data(), feeds[1].span<std::int32_t>().data(),
                                         dx.data(), row_count, width);
  };

  run();
  limit_run();
  require_close("the loss", outputs[0].span<float>(), {&value, 1}, 1e-5);
  require_close("its gradient", outputs[1].span<float>(), dx, 1e-5);
  bench.compare(job, {{"nabla", run}, {"limit", limit_run}});
}
