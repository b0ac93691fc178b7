// Builds the network 784-512-512-10 with its gradient, compiles a training step, takes one on a batch of 32 and prints
// the loss: what bench-start times, from main() to the end of the process and before.

#include <nabla/nabla.hpp>

#include <cstdio>

using namespace nabla;

int main() {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 784}), t = input("t", i32, {batch});
  Rng rng(1);
  std::vector<Parameter> weights;
  Expr h = x;
  const std::vector<std::int64_t> sizes{784, 512, 512, 10};
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const Parameter W("W" + std::to_string(i), glorot_uniform(f32, {sizes[i - 1], sizes[i]}, rng));
    const Parameter b("b" + std::to_string(i), Tensor::zeros(f32, {sizes[i]}));
    h = add_bias(matmul(h, W), b);
    if (i + 1 < sizes.size()) h = relu(h);
    weights.insert(weights.end(), {W, b});
  }
  const Expr loss = mean(sparse_softmax_cross_entropy(h, t));
  const std::vector<Expr> gradient = grad(loss, weights);
  Updates descent;
  for (std::size_t i = 0; i < weights.size(); ++i) descent.set(weights[i], weights[i] - 0.01 * gradient[i]);
  const Function step({x, t}, {loss}, descent);

  std::vector<float> pixels(32 * 784);
  for (float& pixel : pixels) pixel = static_cast<float>(rng.uniform());
  std::vector<std::int32_t> labels(32);
  for (std::int32_t& label : labels) label = static_cast<std::int32_t>(rng.below(10));
  const Tensor value = step(Tensor::from_vector({32, 784}, pixels), Tensor::from_vector({32}, labels))[0];
  std::printf("%g\n", static_cast<double>(value.item<float>()));
}
