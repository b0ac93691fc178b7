// 2-16-16-1, tanh, mean squared error: forward, backward and the update in one call. There is hardly any arithmetic, so
// this is about what a call and an instruction cost. f32.

#include <nabla/nabla.hpp>

#include <fmt/format.h>

#include "harness.hpp"
#include "limit/tiny.hpp"

using namespace nabla;

namespace {

constexpr double kRate = 0.01;

Tensor random(Sizes sizes, Rng& rng) {
  Tensor x = Tensor::empty(f32, sizes);
  for (float& entry : x.mutable_span<float>()) entry = static_cast<float>(2 * rng.uniform() - 1);
  return x;
}

struct Model {
  Expr x, t, loss;
  std::vector<Parameter> weights;

  explicit Model(std::int64_t batch) {
    x = input("x", f32, {batch, 2});
    t = input("t", f32, {batch, 1});
    Rng rng(1);
    Expr h = x;
    const std::vector<std::int64_t> sizes{2, 16, 16, 1};
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const Parameter W(fmt::format("W{}", i), glorot_uniform(f32, {sizes[i - 1], sizes[i]}, rng));
      const Parameter b(fmt::format("b{}", i), random({sizes[i]}, rng));
      h = add_bias(matmul(h, W), b);
      if (i + 1 < sizes.size()) h = tanh(h);
      weights.insert(weights.end(), {W, b});
    }
    loss = mean(square(h - t));
  }

  Updates descent() const {
    const std::vector<Expr> gradient = grad(loss, weights);
    Updates updates;
    for (std::size_t i = 0; i < weights.size(); ++i) updates.set(weights[i], weights[i] - kRate * gradient[i]);
    return updates;
  }

  limit::TinyMlp::Weights values() const {
    limit::TinyMlp::Weights values;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Tensor value = weights[i].value();
      values[i].assign(value.span<float>().begin(), value.span<float>().end());
    }
    return values;
  }
};

void training(const bench::Bench& bench, const std::string& job, std::int64_t batch) {
  Rng rng(7);
  const std::vector<Tensor> feeds{random({batch, 2}, rng), random({batch, 1}, rng)};
  std::vector<Tensor> outputs{Tensor::zeros(f32, {})};
  const Model model(batch);
  const Function f({model.x, model.t}, {model.loss}, model.descent());
  const auto step = [&] {
    f.run(feeds, outputs);
    return outputs[0].item<float>();
  };

  limit::TinyMlp by_hand(model.values());
  const float *x = feeds[0].span<float>().data(), *t = feeds[1].span<float>().data();
  const auto limit_step = [&] {
    return by_hand.step(x, t, static_cast<std::size_t>(batch), static_cast<float>(kRate));
  };

  constexpr double tolerance = 1e-5;
  for (int i = 0; i < 3; ++i) {
    const float got = step(), expected = limit_step();
    bench::require_close("the loss", {&got, 1}, {&expected, 1}, tolerance);
  }
  const limit::TinyMlp::Weights got = model.values(), expected = by_hand.weights();
  for (std::size_t i = 0; i < got.size(); ++i) bench::require_close("weights", got[i], expected[i], tolerance);
  bench.compare(job, {{"nabla", step}, {"limit", limit_step}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  for (const std::int64_t batch : {1, 8}) {
    const std::string job = fmt::format("tiny MLP step, batch {}", batch);
    if (bench.wants(job)) training(bench, job, batch);
  }
}
