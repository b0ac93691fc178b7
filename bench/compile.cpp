// From formulas to the first result: building a training step with grad(), its Function (rewriting, planning) and the
// first call, which lays out the memory. Of the MLP 784-512-512-10, and of networks from 1,000 to 100,000 nodes: 10
// times the nodes should take about 10 times as long.

#include <sys/resource.h>

#include <cstdio>
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

/// Residual layers with a normalisation each: 50 nodes a layer with the gradient and the update.
Function deep_network(const Parameters& parameters) {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 4});
  Expr h = x;
  for (std::size_t i = 0; i < parameters.size(); i += 2) {
    const Expr centred = h - mean(h, 1, keepdims);
    const Expr normal = centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5);
    h = h + tanh(add_bias(matmul(normal, parameters[i]), parameters[i + 1]));
  }
  const Expr loss = mean(square(h));
  return Function({x}, {loss}, descent(loss, parameters));
}

void compile_mlp(const bench::Bench& bench) {
  const char* const job = "compile the MLP's step";
  if (!bench.wants(job)) return;
  const Parameters parameters = layers({784, 512, 512, 10});
  const Tensor x = Tensor::zeros(f32, {1, 784}), labels = Tensor::zeros(i32, {1});
  bench.compare(job, {{"nabla", [&] { mlp(parameters)(x, labels); }}});
}

void compile_deep(const bench::Bench& bench, int depth) {
  const std::string job = fmt::format("compile {} nodes", 50 * depth);
  if (!bench.wants(job)) return;
  const Parameters parameters = layers(std::vector<std::int64_t>(static_cast<std::size_t>(depth) + 1, 4));
  const Tensor x = Tensor::ones(f32, {2, 4});
  bench.compare(job, {{"nabla", [&] { deep_network(parameters)(x); }}});
}

void print_peak() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("{\"program\": \"\", \"contestant\": \"nabla, compiling 100,000 nodes\", \"peak_kib\": %ld}\n",
              usage.ru_maxrss);
}

}  // namespace

void bench::measure(const Bench& bench) {
  compile_mlp(bench);
  for (const int depth : {20, 200, 2000}) compile_deep(bench, bench.smoke() ? depth / 20 : depth);
  if (!bench.smoke() && bench.wants("compile 100000 nodes")) print_peak();
}
