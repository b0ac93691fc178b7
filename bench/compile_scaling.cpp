// How the time and memory to compile a network grow with its size: `compile_scaling [layers...]`, 20, 200 and 2000
// without. A line each: nodes, the seconds that building with grad(), the Function and its first call take, and the
// peak of memory so far. At the end the training step of the MLP 784-512-512-10, the best of many.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <nabla/nabla.hpp>

using namespace nabla;

namespace {

double seconds() {
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// What a training step is made of.
struct Step {
  Exprs inputs, outputs;
  Updates updates;
};

Updates descent(const Expr& loss, const std::vector<Parameter>& parameters) {
  Updates updates;
  const std::vector<Expr> gradients = grad(loss, parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) updates.set(parameters[i], parameters[i] - 0.1 * gradients[i]);
  return updates;
}

/// Residual layers with a normalisation each, about 50 nodes a layer with the gradient and the update.
Step deep_network(int layers) {
  const Dim batch{"batch"};
  const std::int64_t width = 4;
  const Expr x = input("x", f32, {batch, width});
  std::vector<Parameter> parameters;
  Expr h = x;
  for (int i = 0; i < layers; ++i) {
    const std::string number = std::to_string(i);
    const Parameter w("w" + number, Tensor::zeros(f32, {width, width})), b("b" + number, Tensor::zeros(f32, {width}));
    const Expr centred = h - mean(h, 1, keepdims);
    const Expr normal = centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5);
    h = h + tanh(add_bias(matmul(normal, w), b));
    parameters.insert(parameters.end(), {w, b});
  }
  const Expr loss = mean(square(h));
  return {{x}, {loss}, descent(loss, parameters)};
}

Step mlp() {
  const Dim batch{"batch"};
  const Expr x = input("x", f32, {batch, 784}), labels = input("labels", i64, {batch});
  std::vector<Parameter> parameters;
  const std::vector<std::int64_t> widths{784, 512, 512, 10};
  Expr h = x;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const std::string number = std::to_string(i);
    const Parameter w("w" + number, Tensor::zeros(f32, {widths[i], widths[i + 1]}));
    const Parameter b("b" + number, Tensor::zeros(f32, {widths[i + 1]}));
    const Expr z = add_bias(matmul(h, w), b);
    h = i + 2 < widths.size() ? relu(z) : z;
    parameters.insert(parameters.end(), {w, b});
  }
  const Expr loss = mean(sparse_softmax_cross_entropy(h, labels));
  return {{x, labels}, {loss}, descent(loss, parameters)};
}

std::size_t nodes(const Step& step) {
  Exprs all = step.outputs;
  for (const Updates::Update& update : step.updates.all()) all.push_back(update.value);
  return node_count(all);
}

void deep(int layers) {
  const double start = seconds();
  const Step step = deep_network(layers);
  const double built = seconds();
  const Function f(step.inputs, step.outputs, step.updates);
  const double compiled = seconds();
  f(Tensor::ones(f32, {2, 4}));
  const double called = seconds();
  std::printf("%6d layers %8zu nodes: build %7.4f s, Function %7.4f s, first call %7.4f s, peak %6.1f MiB\n", layers,
              nodes(step), built - start, compiled - built, called - compiled, peak_mib());
  std::fflush(stdout);
}

/// Milliseconds: the best of many, all but the first of which find the tables of rules made.
void small() {
  double first = 0, best[3] = {1e9, 1e9, 1e9}, all = 1e9;
  for (int i = 0; i < 200; ++i) {
    const double start = seconds();
    const Step step = mlp();
    const double built = seconds();
    const Function f(step.inputs, step.outputs, step.updates);
    const double compiled = seconds();
    const Tensor x = Tensor::zeros(f32, {1, 784}), labels = Tensor::zeros(i64, {1});
    const double fed = seconds();
    f(x, labels);
    const double called = seconds();
    const double now[3] = {built - start, compiled - built, called - fed};
    for (int k = 0; k < 3; ++k) best[k] = std::min(best[k], now[k]);
    all = std::min(all, now[0] + now[1] + now[2]);
    if (i == 0) first = now[0] + now[1] + now[2];
    if (i == 0) std::printf("MLP 784-512-512-10, %zu nodes, %zu instructions\n", nodes(step), f.instructions());
  }
  std::printf(
      "MLP step: build %.3f ms, Function %.3f ms, first call %.3f ms; together %.3f ms, the first time %.3f ms\n",
      1e3 * best[0], 1e3 * best[1], 1e3 * best[2], 1e3 * all, 1e3 * first);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<int> sizes{20, 200, 2000};
  if (argc > 1) sizes.clear();
  for (int i = 1; i < argc; ++i) sizes.push_back(std::atoi(argv[i]));
  for (const int layers : sizes) deep(layers);
  small();
}
