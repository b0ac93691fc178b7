// libtorch at the jobs of ../*.cpp, in its cheapest spellings: functions on tensors, no modules and no optimizer (which
// cost a third more on tiny nets).

#include <torch/torch.h>

#include <string>
#include <vector>

#include "harness.hpp"

namespace {

using torch::Tensor;
using Loss = Tensor (*)(const Tensor& y, const Tensor& t);
using Activation = Tensor (*)(const Tensor& x);

void compare(const bench::Bench& bench, const std::string& job, const std::function<void()>& run) {
  bench.compare(job, {{bench.options().contestant, run}});
}

struct Net {
  std::vector<Tensor> weights;
  Activation activation;

  Net(const std::vector<std::int64_t>& sizes, Activation f) : activation(f) {
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const double range = 1 / std::sqrt(static_cast<double>(sizes[i - 1]));
      weights.push_back(torch::empty({sizes[i], sizes[i - 1]}).uniform_(-range, range).requires_grad_());
      weights.push_back(torch::zeros({sizes[i]}).requires_grad_());
    }
  }

  Tensor operator()(Tensor x) const {
    for (std::size_t i = 0; i < weights.size(); i += 2) {
      x = torch::linear(x, weights[i], weights[i + 1]);
      if (i + 2 < weights.size()) x = activation(x);
    }
    return x;
  }

  float step(const Tensor& x, const Tensor& t, Loss loss) {
    const Tensor value = loss((*this)(x), t);
    const std::vector<Tensor> gradient = torch::autograd::grad({value}, weights);
    const torch::NoGradGuard no_grad;
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i].sub_(gradient[i], 0.01);
    return value.item<float>();
  }
};

void mlp(const bench::Bench& bench, std::int64_t batch) {
  const std::string name = ", batch " + std::to_string(batch);
  const Tensor x = torch::rand({batch, 784}), t = torch::randint(10, {batch}, torch::kLong);
  const auto relu = [](const Tensor& h) { return torch::relu(h); };
  Net net({784, 512, 512, 10}, relu);
  if (bench.wants("MLP step" + name)) {
    compare(bench, "MLP step" + name, [&] {
      net.step(x, t, [](const Tensor& y, const Tensor& labels) { return torch::cross_entropy_loss(y, labels); });
    });
  }
  if (bench.wants("MLP forward" + name)) {
    const torch::NoGradGuard no_grad;
    compare(bench, "MLP forward" + name, [&] { net(x); });
  }
}

void tiny(const bench::Bench& bench, std::int64_t batch) {
  const std::string job = "tiny MLP step, batch " + std::to_string(batch);
  if (!bench.wants(job)) return;
  const Tensor x = torch::rand({batch, 2}), t = torch::rand({batch, 1});
  Net net({2, 16, 16, 1}, [](const Tensor& h) { return torch::tanh(h); });
  compare(bench, job,
          [&] { net.step(x, t, [](const Tensor& y, const Tensor& target) { return torch::mse_loss(y, target); }); });
}

void chain(const bench::Bench& bench, const std::string& job, torch::IntArrayRef sizes) {
  if (!bench.wants(job)) return;
  const Tensor x = (torch::rand(sizes) - 0.5).requires_grad_(), w = (0.5 + 0.4 * torch::rand(sizes)).requires_grad_();
  compare(bench, job, [&] {
    Tensor y = x;
    for (int i = 0; i < 333; ++i) y = torch::tanh(y * w + x);
    torch::autograd::grad({y.sum()}, {w, x});
  });
}

void elementwise(const bench::Bench& bench, std::int64_t n) {
  const std::string job = "elementwise chain, " + std::to_string(n) + " entries";
  if (!bench.wants(job)) return;
  const torch::NoGradGuard no_grad;
  std::vector<Tensor> a;
  for (int i = 0; i < 5; ++i) a.push_back(4 * torch::rand({n}) - 2);
  compare(bench, job, [&] { torch::addcmul(a[4], torch::addcmul(a[2], a[0], a[1]).tanh_(), a[3]); });
}

void softmax_cross_entropy(const bench::Bench& bench) {
  const std::string job = "softmax cross-entropy, 1024 x 1000";
  if (!bench.wants(job)) return;
  const Tensor x = (10 * torch::rand({1024, 1000}) - 5).requires_grad_(),
               t = torch::randint(1000, {1024}, torch::kLong);
  compare(bench, job, [&] { torch::autograd::grad({torch::cross_entropy_loss(x, t)}, {x}); });
}

}  // namespace

void bench::measure(const Bench& bench) {
  torch::manual_seed(1);
  torch::set_num_threads(bench.threads());
  for (const std::int64_t batch : {32, 128, 512}) mlp(bench, batch);
  for (const std::int64_t batch : {1, 8}) tiny(bench, batch);
  chain(bench, "chain of 1000, scalar", {});
  chain(bench, "chain of 1000, 8 elements", {8});
  for (std::int64_t n = 1000; n <= 10000000; n *= 10) elementwise(bench, n);
  softmax_cross_entropy(bench);
}
