// A chain of 1,000 small operations, each waiting for the one before: y <- tanh(y * w + x), 333 times, then the sum;
// forward and the gradient with respect to w and x. Numbers, and vectors of 8. f32.

#include <nabla/nabla.hpp>

#include <array>

#include "harness.hpp"
#include "limit/chain.hpp"

using namespace nabla;

namespace {

constexpr std::size_t kLinks = 333;

void chain(const bench::Bench& bench, const std::string& job, const Sizes& sizes) {
  const Shape shape(sizes);
  const Expr x = input("x", f32, shape), w = input("w", f32, shape);
  Expr y = x;
  for (std::size_t i = 0; i < kLinks; ++i) y = tanh(y * w + x);
  const Expr total = sum(y);
  const std::vector<Expr> gradient = grad(total, {w, x});
  const Function f({x, w}, {total, gradient[0], gradient[1]});

  Rng rng(3);
  std::vector<Tensor> feeds{Tensor::empty(f32, sizes), Tensor::empty(f32, sizes)};
  for (float& entry : feeds[0].mutable_span<float>()) entry = static_cast<float>(rng.uniform() - 0.5);
  for (float& entry : feeds[1].mutable_span<float>()) entry = static_cast<float>(0.5 + 0.4 * rng.uniform());
  std::vector<Tensor> outputs{Tensor::zeros(f32, {}), Tensor::zeros(f32, sizes), Tensor::zeros(f32, sizes)};
  const auto run = [&] { f.run(feeds, outputs); };

  const std::size_t n = feeds[0].elements();
  const float *x_data = feeds[0].span<float>().data(), *w_data = feeds[1].span<float>().data();
  std::vector<float> memory((kLinks + 1) * 16), dw(n), dx(n);
  float last = 0;
  const auto limit_run = [&] { last = limit::chain(x_data, w_data, n, kLinks, memory.data(), dw.data(), dx.data()); };

  run();
  limit_run();
  constexpr double tolerance = 1e-5;
  bench::require_close("the sum", outputs[0].span<float>(), {&last, 1}, tolerance);
  bench::require_close("its gradient to w", outputs[1].span<float>(), dw, tolerance);
  bench::require_close("its gradient to x", outputs[2].span<float>(), dx, tolerance);
  bench.compare(job, {{"nabla", run}, {"limit", limit_run}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  if (bench.wants("chain of 1000, scalar")) chain(bench, "chain of 1000, scalar", {});
  if (bench.wants("chain of 1000, 8 elements")) chain(bench, "chain of 1000, 8 elements", {8});
}
