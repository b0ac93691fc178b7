// Lesson 1: a network as an expression graph, its gradient, and one step of training.

#include "some_images.hpp"

// [readme]
#include <iostream>

#include <nabla/nabla.hpp>

using namespace nabla;

int main() {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 784});
  const Expr t = input("t", i32, {batch});

  Rng rng(42);
  const Parameter W1("W1", glorot_uniform(f32, {784, 128}, rng)), b1("b1", Tensor::zeros(f32, {128}));
  const Parameter W2("W2", glorot_uniform(f32, {128, 10}, rng)), b2("b2", Tensor::zeros(f32, {10}));

  const Expr hidden = relu(add_bias(matmul(x, W1), b1));
  const Expr logits = add_bias(matmul(hidden, W2), b2);
  const Expr loss = mean(sparse_softmax_cross_entropy(logits, t));

  const std::vector<Parameter> weights{W1, b1, W2, b2};
  const std::vector<Expr> gradient = grad(loss, weights);  // expressions, like any other
  Updates updates;
  for (std::size_t i = 0; i < weights.size(); ++i) updates.set(weights[i], weights[i] - 0.1 * gradient[i]);

  const auto [images, labels] = some_images();  // Tensors, or Eigen views, or spans
  const GradientReport report = verify_gradient(loss, weights, {{x, images}, {t, labels}});
  std::cout << report;  // a table; report.ok() is the verdict

  const Function step({x, t}, {loss}, updates);             // compiled once
  const float now = step(images, labels)[0].item<float>();  // trains one step
  std::cout << "loss before " << now << ", after " << step(images, labels)[0].item<float>() << '\n';

  write_dot("gradient.dot", gradient);
  return report.ok() ? 0 : 1;
}
// [readme]
