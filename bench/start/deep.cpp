// Builds a network of so many layers with its gradient, compiles a training step and takes one: 50 nodes a layer, each
// residual with a normalisation. `start-deep layers`; bench-start measures how time and memory grow.

#include <nabla/nabla.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace nabla;

int main(int count, char** arguments) {
  const int layers = count > 1 ? std::atoi(arguments[1]) : 20;
  const Expr x = input("x", f32, {Dim("batch"), 4});
  std::vector<Parameter> parameters;
  Expr h = x;
  for (int i = 0; i < layers; ++i) {
    const Parameter w("w" + std::to_string(i), Tensor::zeros(f32, {4, 4}));
    const Parameter b("b" + std::to_string(i), Tensor::zeros(f32, {4}));
    const Expr centred = h - mean(h, 1, keepdims);
    const Expr normal = centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5);
    h = h + tanh(add_bias(matmul(normal, w), b));
    parameters.insert(parameters.end(), {w, b});
  }
  const Expr loss = mean(square(h));
  const std::vector<Expr> gradient = grad(loss, parameters);
  Updates descent;
  for (std::size_t i = 0; i < parameters.size(); ++i) descent.set(parameters[i], parameters[i] - 0.1 * gradient[i]);
  const Function step({x}, {loss}, descent);
  const Tensor value = step(Tensor::ones(f32, {2, 4}))[0];
  std::printf("%g\n", static_cast<double>(value.item<float>()));
}
