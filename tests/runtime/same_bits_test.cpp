// Whole networks give the same bits on any number of threads, whoever else is at work.

#include <atomic>
#include <thread>

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/allocations.hpp"

using namespace nabla;

namespace {

using Tensors = std::vector<Tensor>;

Tensor random_tensor(const Sizes& sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor x = Tensor::empty(f32, sizes);
  for (float& entry : x.mutable_span<float>()) entry = static_cast<float>(2 * rng.uniform() - 1);
  return x;
}

Tensor labels(std::int64_t n) {
  std::vector<std::int32_t> values;
  for (std::int64_t i = 0; i < n; ++i) values.push_back(static_cast<std::int32_t>(i * i % 10));
  return Tensor::from_vector({n}, values);
}

bool equal(const Tensors& a, const Tensors& b) { return std::ranges::equal(a, b, same_bits); }

Tensors values(const std::vector<Parameter>& parameters) {
  Tensors all;
  for (const Parameter& parameter : parameters) all.push_back(parameter.value());
  return all;
}

Updates descent(const Expr& loss, const std::vector<Parameter>& weights) {
  const std::vector<Expr> gradient = grad(loss, weights);
  Updates updates;
  for (std::size_t i = 0; i < weights.size(); ++i) updates.set(weights[i], weights[i] - 0.05 * gradient[i]);
  return updates;
}

/// 150-120-90-10, which is large enough to be divided.
struct Network {
  const Expr x = input("x", f32, {Dim("batch"), 150}), t = input("t", i32, {Dim("batch")});
  std::vector<Parameter> weights;
  Expr logits = x;
  Expr loss;

  Network() {
    const std::vector<std::int64_t> sizes{150, 120, 90, 10};
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      const Parameter w("w" + std::to_string(i), random_tensor({sizes[i - 1], sizes[i]}, i));
      const Parameter b("b" + std::to_string(i), random_tensor({sizes[i]}, 10 + i));
      logits = add_bias(matmul(i > 1 ? tanh(logits) : logits, w), b);
      weights.insert(weights.end(), {w, b});
    }
    loss = mean(sparse_softmax_cross_entropy(logits, t));
  }
};

/// A few steps, then the weights.
Tensors trained(std::size_t threads) {
  const Network net;
  const Function step({net.x, net.t}, {net.loss, net.logits}, descent(net.loss, net.weights), {.threads = threads});
  Tensors all;
  for (const std::int64_t batch : {130, 1, 200}) {
    for (const Tensor& result : step(random_tensor({batch, 150}, 5), labels(batch))) all.push_back(result);
  }
  for (const Tensor& value : values(net.weights)) all.push_back(value);
  return all;
}

Tensors layer_normalised(std::size_t threads) {
  const Expr x = input("x", f32, {500, 200});
  const Parameter scale("scale", random_tensor({200}, 1)), shift("shift", random_tensor({200}, 2));
  const Expr centred = x - mean(x, 1, keepdims);
  const Expr y = centred / sqrt(mean(square(centred), 1, keepdims) + 1e-5) * scale + shift;
  const Exprs results{y, sum(y), sum(y, 0), max(y, 1), min(y), softmax(y, 1), logsumexp(y, 1)};
  const Function f({x}, results, descent(mean(square(y)), {scale, shift}), {.threads = threads});
  Tensors all = f(random_tensor({500, 200}, 3));
  for (const Tensor& value : values({scale, shift})) all.push_back(value);
  return all;
}

Tensors unrolled(std::size_t threads) {
  const Expr x = input("x", f32, {4, 120, 100});
  const Parameter w("w", random_tensor({100, 110}, 1)), u("u", random_tensor({110, 110}, 2));
  Expr h = tanh(matmul(take(x, 0), w));
  for (int i = 1; i < 4; ++i) h = tanh(matmul(take(x, i), w) + matmul(h, u));
  const Expr loss = mean(square(h));
  const Function f({x}, {loss, h}, descent(loss, {w, u}), {.threads = threads});
  Tensors all = f(random_tensor({4, 120, 100}, 3));
  for (const Tensor& value : values({w, u})) all.push_back(value);
  return all;
}

Tensors elementwise(std::size_t threads) {
  const Expr x = input("x", f32, {150007}), y = input("y", f32, {150007});
  const Expr z = tanh(x * y + 1) * sigmoid(x) - exp(-square(y)) + log(1 + exp(x));
  const Function f({x, y}, {z, grad(sum(z), {x})[0], mean(z)}, {}, {.threads = threads});
  return f(random_tensor({150007}, 1), random_tensor({150007}, 2));
}

template <class Body>
void on_threads(int n, Body&& body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i) threads.emplace_back(body, i);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("networks compute the same bits on 1, 2, 3 and 16 threads", "[threads]") {
  for (const auto& network : {trained, layer_normalised, unrolled, elementwise}) {
    const Tensors expected = network(1);
    for (const std::size_t threads : {2U, 3U, 16U}) CHECK(equal(network(threads), expected));
  }
}

TEST_CASE("networks side by side compute the same bits as alone", "[threads]") {
  const auto networks = {trained, layer_normalised, unrolled, elementwise};
  std::vector<Tensors> expected;
  for (const auto& network : networks) expected.push_back(network(1));
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    const auto i = static_cast<std::size_t>(thread);
    for (const std::size_t threads : {3U, 2U}) wrong += !equal(networks.begin()[i](threads), expected[i]);
  });
  CHECK(wrong == 0);
}

TEST_CASE("several threads call one Function, whose work is divided", "[threads]") {
  const Network net;
  const Function f({net.x}, {net.logits}, {}, {.threads = 3});
  std::vector<Tensors> expected;
  for (int i = 0; i < 3; ++i) expected.push_back(f(random_tensor({130 + i, 150}, 4)));
  std::atomic<int> wrong{0};
  on_threads(3, [&](int thread) {
    for (int round = 0; round < 6; ++round) {
      const int i = (thread + round) % 3;
      wrong += !equal(f(random_tensor({130 + i, 150}, 4)), expected[static_cast<std::size_t>(i)]);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("who reads parameters while they are trained sees those after some step", "[threads]") {
  constexpr int steps = 12;
  const Tensor x = random_tensor({130, 150}, 5);
  const auto functions = [](const Network& net, std::size_t threads) {
    return std::array{Function({net.x, net.t}, {}, descent(net.loss, net.weights), {.threads = threads}),
                      Function({net.x}, {net.logits}, {}, {.threads = threads})};
  };
  const Network alone;
  const auto [step, predict] = functions(alone, 1);
  std::vector<Tensors> expected{predict(x)};
  for (int i = 0; i < steps; ++i) {
    step(x, labels(130));
    expected.push_back(predict(x));
  }
  const Network shared;
  const auto both = functions(shared, 2);
  std::atomic<int> wrong{0};
  on_threads(3, [&](int thread) {
    std::size_t latest = 0;
    for (int i = 0; i < steps; ++i) {
      if (thread == 0) {
        both[0](x, labels(130));
        continue;
      }
      const Tensors now = both[1](x);
      while (latest < expected.size() && !equal(now, expected[latest])) ++latest;  // never back
      wrong += latest == expected.size();
    }
  });
  CHECK(wrong == 0);
  CHECK(equal(both[1](x), expected.back()));
}

TEST_CASE("a label out of range is the same error on any number of threads, and the weights stay", "[threads]") {
  const Network net;
  const Tensors before = values(net.weights);
  std::vector<std::int32_t> wrong(200, 3);
  wrong[70] = 10;
  wrong[190] = -1;
  std::string expected;
  for (const std::size_t threads : {1U, 2U, 3U, 16U}) {
    const Function step({net.x, net.t}, {net.loss}, descent(net.loss, net.weights), {.threads = threads});
    std::string message;
    try {
      step(random_tensor({200, 150}, 5), Tensor::from_vector({200}, wrong));
    } catch (const Error& error) {
      message = error.message();
    }
    CHECK(message.find("10") != message.npos);
    if (expected.empty()) expected = message;
    CHECK(message == expected);
    CHECK(equal(values(net.weights), before));
  }
}

TEST_CASE("a training step on several threads allocates nothing") {
  if (!test::counts_allocations()) return;
  const Network net;
  const Function step({net.x, net.t}, {net.loss}, descent(net.loss, net.weights), {.threads = 3});
  const Tensors feeds{random_tensor({130, 150}, 5), labels(130)};
  Tensors outputs{Tensor::zeros(f32, {})};
  for (int i = 0; i < 3; ++i) step.run(feeds, outputs);
  const std::size_t before = test::allocations_of_all_threads();
  for (int i = 0; i < 5; ++i) step.run(feeds, outputs);
  CHECK(test::allocations_of_all_threads() == before);
}
