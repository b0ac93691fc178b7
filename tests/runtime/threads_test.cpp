#include <atomic>
#include <thread>

#include <nabla/nabla.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

#if defined(__SANITIZE_THREAD__)
constexpr int rounds = 200;
#else
constexpr int rounds = 2000;
#endif

/// Runs body(0) ... body(n - 1), each on a thread of its own.
template <class Body>
void on_threads(int n, Body&& body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i) threads.emplace_back(body, i);
  for (std::thread& thread : threads) thread.join();
}

Parameter scalar(const char* name, float value) { return Parameter(name, Tensor::scalar(value)); }

}  // namespace

TEST_CASE("several threads call one Function with different sizes", "[threads]") {
  const Expr x = input("x", f32, {Dim("n")});
  const Parameter w = scalar("w", 3);
  const Function f({x}, {total(next(scale(next(x), 2))), w});
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    for (int i = 0; i < rounds; ++i) {
      const int n = 1 + (thread + i) % 50;  // more sizes than bindings are kept
      const auto r = f(Tensor::ones(f32, {n}));
      wrong += r[0].item<float>() != 5.0F * static_cast<float>(n) || r[1].item<float>() != 3;
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("several threads run into memory of their own", "[threads]") {
  const Expr x = input("x", f32, {3});
  const Function f({x}, {next(scale(x, 2))});
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    const std::vector<Tensor> feeds{Tensor::full(f32, {3}, thread)};
    std::vector<Tensor> outputs{Tensor::zeros(f32, {3})};
    for (int i = 0; i < rounds; ++i) {
      f.run(feeds, outputs);
      wrong += outputs[0].at<float>({2}) != static_cast<float>(2 * thread + 1);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("no update is lost between threads, and readers see all of a call's updates or none", "[threads]") {
  const Parameter a = scalar("a", 0), b = scalar("b", 0);
  Updates both;
  both.set(a, next(a));
  both.set(b, next(b));
  const Function step({}, {}, both);
  const Function difference({}, {minus(a, b)});
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    for (int i = 0; i < rounds; ++i) {
      if (thread < 2)
        step();
      else
        wrong += difference()[0].item<float>() != 0 || a.value().item<float>() < 0;
    }
  });
  CHECK(wrong == 0);
  CHECK(a.value().item<float>() == static_cast<float>(2 * rounds));
  CHECK(b.value().item<float>() == static_cast<float>(2 * rounds));
}

TEST_CASE("Functions that take the same parameters in different orders do not wait for each other", "[threads]") {
  const Parameter a = scalar("a", 1), b = scalar("b", 2);
  Updates forth, back;
  forth.set(a, b);
  forth.set(b, a);
  back.set(b, a);
  back.set(a, b);
  const Function f({}, {plus(a, b)}, forth), g({}, {plus(b, a)}, back);
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    for (int i = 0; i < rounds; ++i) wrong += (thread % 2 ? f : g)()[0].item<float>() != 3;
  });
  CHECK(wrong == 0);
}

TEST_CASE("parameters are set and read while Functions run", "[threads]") {
  const Parameter a("a", Tensor::zeros(f32, {64}));
  Updates updates;
  updates.set(a, next(a));
  const Function step({}, {a}, updates);
  const auto uniform = [](const Tensor& t) {
    return std::ranges::all_of(t.span<float>(), [&](float entry) { return entry == t.at<float>({0}); });
  };
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    for (int i = 0; i < rounds; ++i) {
      if (thread == 0) a.set_value(Tensor::full(f32, {64}, i));
      wrong += !uniform(thread < 2 ? a.value() : step()[0]);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("several Functions overwrite one parameter from several threads, and who holds a value keeps it",
          "[threads]") {
  const Parameter w("w", Tensor::zeros(f32, {4, 4})), rate("rate", Tensor::scalar(1.0F));
  const Expr x = input("x", f32, {4, 4});
  Updates add, multiply;
  add.set(w, w + rate * x);
  multiply.set(w, w - rate * matmul(transpose(x), x));
  const Function plus_one({x}, {sum(w)}, add), minus_four({x}, {}, multiply), read({x}, {w, w + x});
  const Tensor ones = Tensor::ones(f32, {4, 4});
  const auto uniform = [](const Tensor& t) {
    return std::ranges::all_of(t.span<float>(), [&](float entry) { return entry == t.at<float>({0, 0}); });
  };
  std::atomic<int> wrong{0};
  on_threads(4, [&](int thread) {
    for (int i = 0; i < rounds; ++i) {
      if (thread == 0) {
        plus_one(ones);
      } else if (thread == 1) {
        minus_four(ones);
      } else {
        const Tensor held = w.value();
        const float before = held.at<float>({3, 3});
        const auto r = read(ones);
        wrong += !uniform(r[0]) || r[1].at<float>({2, 1}) != r[0].at<float>({2, 1}) + 1;
        wrong += !uniform(held) || held.at<float>({0, 0}) != before;
      }
    }
  });
  CHECK(wrong == 0);
  CHECK(same_bits(w.value(), Tensor::full(f32, {4, 4}, -3.0 * rounds)));
}

TEST_CASE("calls on several threads overwrite a large parameter while others do", "[threads]") {
  const Parameter w("w", Tensor::zeros(f32, {256, 300}));
  const Expr x = input("x", f32, {64, 256}), y = input("y", f32, {64, 300});
  Updates updates;
  updates.set(w, w - matmul(transpose(x), y));
  FunctionOptions options;
  options.threads = 3;
  const Function f({x, y}, {}, updates, options), g({x, y}, {w}, updates, options);
  on_threads(3, [&](int thread) {
    for (int i = 0; i < 5; ++i) (thread ? f : g)(Tensor::ones(f32, {64, 256}), Tensor::ones(f32, {64, 300}));
  });
  CHECK(same_bits(w.value(), Tensor::full(f32, {256, 300}, -64 * 15)));
}
