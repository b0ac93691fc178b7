// 784-512-512-10, relu, softmax cross-entropy: forward, backward and the update by plain gradient descent in one call,
// and forward alone. f32.

#include <nabla/nabla.hpp>

#include <fmt/format.h>

#include "harness.hpp"
#include "limit/mlp.hpp"
#include "probe.hpp"

using namespace nabla;

namespace {

constexpr double kRate = 0.01;

struct Data {
  Tensor x, t;
};

Data random_data(std::int64_t batch) {
  Rng rng(7);
  std::vector<float> x(static_cast<std::size_t>(batch) * limit::Mlp::kIn);
  for (float& entry : x) entry = static_cast<float>(rng.uniform());
  std::vector<std::int32_t> t(static_cast<std::size_t>(batch));
  for (std::int32_t& label : t) label = static_cast<std::int32_t>(rng.below(limit::Mlp::kOut));
  return {Tensor::from_vector({batch, 784}, x), Tensor::from_vector({batch}, t)};
}

struct Model {
  Expr x, t, logits, loss;
  std::vector<Parameter> weights;

  Model() {
    const Dim batch{"batch"};
    x = input("x", f32, {batch, 784});
    t = input("t", i32, {batch});
    const std::vector<std::int64_t> sizes{784, 512, 512, 10};
    Rng rng(1);
    Expr h = x;
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const Parameter W(fmt::format("W{}", i), glorot_uniform(f32, {sizes[i - 1], sizes[i]}, rng));
      const Parameter b(fmt::format("b{}", i), Tensor::full(f32, {sizes[i]}, 0.01));
      h = add_bias(matmul(h, W), b);
      if (i + 1 < sizes.size()) h = relu(h);
      weights.insert(weights.end(), {W, b});
    }
    logits = h;
    loss = mean(sparse_softmax_cross_entropy(logits, t));
  }

  Updates descent() const {
    const std::vector<Expr> gradient = grad(loss, weights);
    Updates updates;
    for (std::size_t i = 0; i < weights.size(); ++i) updates.set(weights[i], weights[i] - kRate * gradient[i]);
    return updates;
  }

  limit::Mlp::Weights values() const {
    limit::Mlp::Weights values;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Tensor value = weights[i].value();
      values[i].assign(value.span<float>().begin(), value.span<float>().end());
    }
    return values;
  }
};

/// Three steps of both, from the same weights.
void require_same_training(const Model& model, const std::function<float()>& step, limit::Mlp& limit,
                           const std::function<float()>& limit_step) {
  constexpr double tolerance = 1e-4;  // sums of up to 784 products in another order
  for (int i = 0; i < 3; ++i) {
    const float got = step(), expected = limit_step();
    bench::require_close("the loss", {&got, 1}, {&expected, 1}, tolerance);
  }
  const limit::Mlp::Weights got = model.values(), expected = limit.weights();
  for (std::size_t i = 0; i < got.size(); ++i) bench::require_close("weights", got[i], expected[i], tolerance);
}

void training(const bench::Bench& bench, const std::string& job, std::int64_t batch, limit::Team& team) {
  const Data data = random_data(batch);
  const Model model;
  const Function f({model.x, model.t}, {model.loss}, model.descent());
  const std::vector<Tensor> feeds{data.x, data.t};
  std::vector<Tensor> outputs{Tensor::zeros(f32, {})};
  const auto step = [&] {
    f.run(feeds, outputs);
    return outputs[0].item<float>();
  };

  limit::Mlp by_hand(static_cast<std::size_t>(batch), model.values(), team);
  const float* x = data.x.span<float>().data();
  const std::int32_t* t = data.t.span<std::int32_t>().data();
  const auto limit_step = [&] { return by_hand.step(x, t, static_cast<float>(kRate)); };

  require_same_training(model, step, by_hand, limit_step);
  bench.compare(job, {{"nabla", step},
                      {"limit", limit_step},
                      {"FMA peak", bench::peak_f32(team, limit::Mlp::flop_step(static_cast<std::size_t>(batch)))}});
}

void forward(const bench::Bench& bench, const std::string& job, std::int64_t batch, limit::Team& team) {
  const Data data = random_data(batch);
  const Model model;
  const Function f({model.x}, {model.logits});
  const std::vector<Tensor> feeds{data.x};
  std::vector<Tensor> outputs{Tensor::zeros(f32, {batch, 10})};
  const auto run = [&] { f.run(feeds, outputs); };

  limit::Mlp by_hand(static_cast<std::size_t>(batch), model.values(), team);
  std::vector<float> logits(outputs[0].elements());
  const auto limit_run = [&] { by_hand.forward(data.x.span<float>().data(), logits.data()); };

  run();
  limit_run();
  bench::require_close("the logits", outputs[0].span<float>(), logits, 1e-4);
  bench.compare(job, {{"nabla", run},
                      {"limit", limit_run},
                      {"FMA peak", bench::peak_f32(team, limit::Mlp::flop_forward(static_cast<std::size_t>(batch)))}});
}

}  // namespace

void bench::measure(const Bench& bench) {
  limit::Team team(bench.threads());
  for (const std::int64_t batch : {32, 128, 512}) {
    const std::string job = fmt::format("MLP step, batch {}", batch);
    if (bench.wants(job)) training(bench, job, batch, team);
  }
  for (const std::int64_t batch : {32, 128, 512}) {
    const std::string job = fmt::format("MLP forward, batch {}", batch);
    if (bench.wants(job)) forward(bench, job, batch, team);
  }
}
