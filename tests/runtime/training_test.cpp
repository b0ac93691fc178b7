// A Function at its main job: the training step of a network.

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"

using namespace nabla;

namespace {

struct Network {
  Expr x, t, loss;
  std::vector<Parameter> weights;
  Updates updates;
};

Network make_network(DType dtype) {
  const Dim batch("batch");
  Network net;
  net.x = input("x", dtype, {batch, 20});
  net.t = input("t", i32, {batch});
  Rng rng(1);
  const Parameter W1("W1", glorot_uniform(dtype, {20, 16}, rng)), b1("b1", Tensor::zeros(dtype, {16}));
  const Parameter W2("W2", glorot_uniform(dtype, {16, 3}, rng)), b2("b2", Tensor::zeros(dtype, {3}));
  const Expr hidden = relu(add_bias(matmul(net.x, W1), b1));
  net.loss = mean(sparse_softmax_cross_entropy(add_bias(matmul(hidden, W2), b2), net.t));
  net.weights = {W1, b1, W2, b2};
  const std::vector<Expr> gradient = grad(net.loss, net.weights);
  for (std::size_t i = 0; i < net.weights.size(); ++i) {
    const Parameter velocity(net.weights[i].name() + ".v", Tensor::zeros(dtype, net.weights[i].value().sizes()));
    net.updates.set(velocity, 0.9 * velocity - 0.1 * gradient[i]);
    net.updates.set(net.weights[i], net.weights[i] + 0.9 * velocity - 0.1 * gradient[i]);
  }
  return net;
}

std::vector<Tensor> examples(DType dtype, std::int64_t count) {
  Rng rng(2);
  Tensor x = Tensor::empty(f64, {count, 20}), t = Tensor::empty(i32, {count});
  for (double& v : x.mutable_span<double>()) v = rng.uniform();
  for (std::int32_t& label : t.mutable_span<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(3));
  return {x.cast(dtype), t};
}

}  // namespace

TEST_CASE("training by a Function learns, with several batch sizes, in f32 and f64") {
  for (const DType dtype : {f32, f64}) {
    const Network net = make_network(dtype);
    const Function step({net.x, net.t}, {net.loss}, net.updates);
    const auto few = examples(dtype, 12), more = examples(dtype, 31);
    const double before = step.call(more)[0].cast(f64).item<double>();
    for (int i = 0; i < 200; ++i) {
      step.call(few);
      step.call(more);
    }
    CHECK(step.call(more)[0].cast(f64).item<double>() < 0.5 * before);
  }
}

TEST_CASE("two Functions of the same start and feeds train to the same bits") {
  const auto train = [] {
    const Network net = make_network(f32);
    const Function step({net.x, net.t}, {net.loss}, net.updates);
    for (int i = 0; i < 20; ++i) step.call(examples(f32, 12));
    return net.weights[0].value();
  };
  CHECK(same_bits(train(), train()));
}

TEST_CASE("a training step allocates nothing once its sizes are known, and works in little more than what is alive") {
  const Network net = make_network(f32);
  const Function step({net.x, net.t}, {net.loss}, net.updates);
  const auto feeds = examples(f32, 12);
  std::vector<Tensor> outputs{Tensor::zeros(f32, {})};
  step.run(feeds, outputs);
  const std::size_t before = test::allocations();
  for (int i = 0; i < 10; ++i) step.run(feeds, outputs);
  if (test::counts_allocations()) CHECK(test::allocations() == before);
  step.call(examples(f32, 500));  // so many that rounding each value up to 64 bytes does not count
  const MemoryReport memory = step.memory_report();
  CHECK(static_cast<double>(memory.peak) <= 1.1 * static_cast<double>(memory.alive));
}

TEST_CASE("a training step on several threads allocates nothing on any of them") {
  if (!test::counts_allocations()) return;
  for (const DType dtype : {f32, f64}) {
    Rng rng(1);
    const Parameter W1("W1", glorot_uniform(dtype, {300, 256}, rng)), W2("W2", glorot_uniform(dtype, {256, 300}, rng));
    const Parameter b("b", Tensor::zeros(dtype, {256})), v("v", Tensor::zeros(dtype, {300, 256}));
    const Expr x = input("x", dtype, {Dim("batch"), 300}), t = input("t", i32, {Dim("batch")});
    const Expr h = relu(add_bias(matmul(x, W1), b)), z = matmul(h - mean(h, {1}, keepdims), W2) + cumsum(x, 1);
    const Expr loss = mean(sparse_softmax_cross_entropy(z, t)) + mean(square(softmax(transpose(z), 1)));
    const std::vector<Expr> g = grad(loss, std::vector{W1, W2, b});
    Updates updates;
    updates.set(v, 0.9 * v + g[0]);
    updates.set(W1, W1 - 0.1 * v);
    updates.set(W2, W2 - 0.1 * g[1]);
    updates.set(b, b - 0.1 * g[2]);
    FunctionOptions options;
    options.threads = 3;
    const Function step({x, t}, {loss, max(h, {1})}, updates, options);
    const std::vector<Tensor> feeds{Tensor::full(dtype, {512, 300}, 0.5), Tensor::zeros(i32, {512})};
    std::vector<Tensor> outputs = step.call(feeds);
    step.run(feeds, outputs);
    const std::size_t before = test::allocations_of_all_threads();
    for (int i = 0; i < 3; ++i) step.run(feeds, outputs);
    CHECK(test::allocations_of_all_threads() == before);
  }
}

TEST_CASE("a label out of range is an error with the user's line, and the weights stay as they were") {
  const Network net = make_network(f32);
  const Function step({net.x, net.t}, {net.loss}, net.updates);
  auto feeds = examples(f32, 12);
  const Tensor before = net.weights[0].value();
  feeds[1].mutable_span<std::int32_t>()[4] = 3;
  CHECK_THROWS_WITH(step.call(feeds),
                    Catch::Matchers::StartsWith("training_test.cpp:") &&
                        Catch::Matchers::Contains("sparse_softmax_cross_entropy: label 3 at [4] is not "
                                                  "in [0, 3)"));
  CHECK(same_bits(before, net.weights[0].value()));
}
