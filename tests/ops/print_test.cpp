#include <nabla/ops/print.hpp>

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/captured_stderr.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("print shows a value each time it is computed") {
  const Expr x = input("x", f32, {Dim("n")});
  const nabla::Function f({x}, {exp(print("x", x))});
  const std::string text = stderr_of([&] {
    CHECK(numbers(f(std::vector<float>{0, 0})[0]) == Numbers{1, 1});
    f(std::vector<float>{1.5F, -2});
    f(std::vector<float>{});
  });
  CHECK(text == "x: f32[2] [0, 0]\nx: f32[2] [1.5, -2]\nx: f32[0] []\n");
}

TEST_CASE("print shows any type, many entries shortened") {
  const Expr n = input("n", i64, {2, 2}), b = input("b", b8, {}), many = input("many", f64, {100});
  const std::string text = stderr_of([&] {
    evaluate(print("n", n), {{n, Tensor::from_vector<std::int64_t>({2, 2}, {1, 2, 3, 4})}});
    evaluate(print("b", b), {{b, Tensor(true)}});
    evaluate(print("many", many), {{many, Tensor::zeros(f64, {100})}});
  });
  CHECK(text == "n: i64[2, 2] [[1, 2], [3, 4]]\nb: b8[] true\nmany: f64[100] [0, 0, 0, ..., 0, 0, 0]\n");
}

TEST_CASE("print passes the gradient, and stays in a compiled Function") {
  const Expr x = input("x", f64, {2});
  const Expr y = square(print("x", x));
  const nabla::Function f({x}, {y, grad(sum(y), x)});
  std::vector<Tensor> results;
  const std::string text = stderr_of([&] { results = f(std::vector<double>{1, 2}); });
  CHECK(text == "x: f64[2] [1, 2]\n");
  CHECK(numbers(results[0]) == Numbers{1, 4});
  CHECK(numbers(results[1]) == Numbers{2, 4});
  stderr_of([&] { CHECK(verify_gradient(sum(y), {x}, {{x, tensor(f64, {2}, {1, 2})}}, {.order = 2}).ok()); });
}

TEST_CASE("prints of different labels stay two, equal ones are one") {
  const Expr x = input("x", f64, {});
  const nabla::Function f({x}, {print("a", x) + print("b", x), print("a", x)});
  const std::string text = stderr_of([&] { f(1.0); });
  CHECK((text == "a: f64[] 1\nb: f64[] 1\n" || text == "b: f64[] 1\na: f64[] 1\n"));
}

TEST_CASE("threads that print do not cut into each other's lines") {
  const Expr x = input("x", f64, {60});
  const nabla::Function f({x}, {print("x", x)});
  const Tensor ones = Tensor::ones(f64, {60});
  const std::string text = stderr_of([&] {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) f(ones);
      });
    for (std::thread& thread : threads) thread.join();
  });
  std::istringstream lines(text);
  std::string line, first;
  int count = 0;
  for (; std::getline(lines, line); ++count) {
    if (count == 0) first = line;
    CHECK(line == first);
  }
  CHECK(count == 200);
}
