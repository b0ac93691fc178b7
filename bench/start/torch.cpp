// start/nabla.cpp's job with libtorch.

#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <vector>

using torch::Tensor;

int main() {
  std::vector<Tensor> weights;
  const std::vector<std::int64_t> sizes{784, 512, 512, 10};
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const double range = std::sqrt(6.0 / static_cast<double>(sizes[i - 1] + sizes[i]));
    weights.push_back(torch::empty({sizes[i], sizes[i - 1]}).uniform_(-range, range).requires_grad_());
    weights.push_back(torch::zeros({sizes[i]}).requires_grad_());
  }
  Tensor h = torch::rand({32, 784});
  const Tensor t = torch::randint(10, {32}, torch::kLong);
  for (std::size_t i = 0; i < weights.size(); i += 2) {
    h = torch::linear(h, weights[i], weights[i + 1]);
    if (i + 2 < weights.size()) h = torch::relu(h);
  }
  const Tensor loss = torch::cross_entropy_loss(h, t);
  const std::vector<Tensor> gradient = torch::autograd::grad({loss}, weights);
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].sub_(gradient[i], 0.01);
  std::printf("%g\n", loss.item<double>());
}
