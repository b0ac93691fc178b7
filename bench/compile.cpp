// From formulas to the first result: building the training step of the MLP 784-512-512-10 with grad(), its Function
// (rewriting, planning) and the first call, which lays out the memory. start.cpp has the networks of 1,000 to 100,000
// nodes.

#include <string>
#include <vector>

#include <fmt/format.h>

#include <nabla/nabla.hpp>

#include "harness.hpp"

using namespace nabla;

namespace {

using Parameters = std::vector<Parameter>;

Updates descent(const Expr& loss, const Parameters& parameters) {
  Updates updates;
  const std::vector<Expr> gradients = grad(loss, parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) updates.set(parameters[i], parameters[i] - 0.1 * gradients[i]);
  return updates;
}

/// A pair of a matrix and a bias for each layer.
Parameters layers(const std::vector<std::int64_t>& widths) {
  Parameters parameters;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    parameters.emplace_back(fmt::format("w{}", i), Tensor::zeros(f32, {widths[i - 1], widths[i]}));
    parameters.emplace_back(fmt::format("b{}", i), Tensor::zeros(f32, {widths[i]}));
  }
  return parameters;
}

Function mlp(const Parameters& parameters) {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 784}), labels = input("labels", i32, {batch});
  Expr h = x;
  for (std::size_t i = 0; i < parameters.size(); i += 2) {
    h = add_bias(matmul(h, parameters[i]), parameters[i + 1]);
    if (i + 2 < parameters.size()) h = relu(h);
  }
  const Expr loss = mean(sparse_softmax_cross_entropy(h, labels));
  return Function({x, labels}, {loss}, descent(loss, parameters));
}

void compile_mlp(const bench::Bench& bench) {
  const char* const job = "compile the MLP's step";
  if (!bench.wants(job)) return;
  const Parameters parameters = layers({784, 512, 512, 10});
  const Tensor x = Tensor::zeros(f32, {1, 784}), labels = Tensor::zeros(i32, {1});
  bench.compare(job, {{"nabla", [&] { mlp(parameters)(x, labels); }}});
}

}  // namespace

void bench::measure(const Bench& bench) { compile_mlp(bench); }
