#include <nabla/ops/reduce.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

/// Small whole numbers in no order, exact in every dtype.
Tensor scrambled(DType dtype, const Sizes& sizes) {
  Numbers entries(static_cast<std::size_t>(elements(sizes)));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = static_cast<double>((i * 7919 + 13) % 101) - 50;
  return tensor(dtype, sizes, entries);
}

bool is_reduced(const std::vector<int>& axes, std::size_t axis) {
  return std::find(axes.begin(), axes.end(), static_cast<int>(axis)) != axes.end();
}

/// The reduction, entry by entry, straight from its definition.
template <class Fold>
Numbers naive(const Tensor& x, const std::vector<int>& axes, double start, Fold fold) {
  std::size_t count = 1;
  for (std::size_t i = 0; i < x.rank(); ++i)
    if (!is_reduced(axes, i)) count *= static_cast<std::size_t>(x.sizes()[i]);
  Numbers y(count, start);
  const Numbers entries = numbers(x);
  for (std::size_t e = 0; e < entries.size(); ++e) {
    std::size_t rest = e, at = 0, step = 1;
    for (std::size_t i = x.rank(); i-- > 0;) {
      const auto size = static_cast<std::size_t>(x.sizes()[i]);
      if (!is_reduced(axes, i)) at += rest % size * std::exchange(step, step * size);
      rest /= size;
    }
    y[at] = fold(y[at], entries[e]);
  }
  return y;
}

double plus(double a, double b) { return a + b; }
double larger(double a, double b) { return std::max(a, b); }
double smaller(double a, double b) { return std::min(a, b); }

}  // namespace

TEST_CASE("sum, max and min go over any axes, in every number dtype") {
  const Sizes sizes{2, 3, 1, 5, 4};
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Tensor value = scrambled(dtype, sizes);
    const Expr x = constant(value);
    for (unsigned mask = 0; mask < 32; ++mask) {
      std::vector<int> axes;
      for (int i = 0; i < 5; ++i)
        if (mask >> i & 1U) axes.push_back(i);
      INFO(attr_text(axes));
      CHECK(numbers(evaluate(sum(x, axes))) == naive(value, axes, 0, plus));
      CHECK(numbers(evaluate(max(x, axes))) == naive(value, axes, -inf, larger));
      CHECK(numbers(evaluate(min(x, axes))) == naive(value, axes, inf, smaller));
    }
  }
}

TEST_CASE("reduced axes leave the shape, or stay with size 1") {
  const Expr x = input("x", f32, {batch, 3, 4});
  CHECK(sum(x).type() == Type{f32, {}});
  CHECK(sum(x, 1).type() == Type{f32, {batch, 4}});
  CHECK(sum(x, {0, -1}, keepdims).type() == Type{f32, {1, 3, 1}});
  CHECK(max(x, {}, keepdims).type() == Type{f32, {1, 1, 1}});
  CHECK(mean(x, 0).type() == Type{f32, {3, 4}});
  CHECK(sum(x, {-1, 0})->op().equals(sum(x, {0, 2})->op()));
}

TEST_CASE("rank 0 is its own sum, mean, max and min") {
  const Expr x = constant(Tensor::scalar(2.5));
  CHECK(evaluate(Exprs{sum(x), mean(x), max(x)})[0].item<double>() == 2.5);
  CHECK(evaluate(mean(x)).item<double>() == 2.5);
  CHECK(evaluate(max(x)).item<double>() == 2.5);
  CHECK(evaluate(min(x)).item<double>() == 2.5);
}

TEST_CASE("over no entries a sum is 0, a mean NaN, a max and a min an error") {
  const Expr x = input("x", f64, {batch, 3});
  const Feeds none{{x, Tensor::zeros(f64, {0, 3})}};
  CHECK(numbers(evaluate(sum(x, 0), none)) == Numbers{0, 0, 0});
  CHECK(numbers(evaluate(sum(x, 1), none)) == Numbers{});
  CHECK(numbers(evaluate(max(x, 1), none)) == Numbers{});
  CHECK(difference(numbers(evaluate(mean(x), none)), {NaN}) == "");
  CHECK(message_without_lines([&] { evaluate(max(x, 0), none); }) == "there is no largest of no entries");
  const Expr empty = input("x", f64, {0, 3});
  CHECK(message_without_lines([&] { max(empty, 0); }) ==
        "reduce_test.cpp: max: there is no largest of no entries\n"
        "  x : f64[0, 3] = input  reduce_test.cpp");
  CHECK(max(empty, 1).shape() == Shape{0});
  CHECK(message_without_lines([&] { evaluate(min(x, 0), none); }) == "there is no smallest of no entries");
  CHECK(message_without_lines([&] { min(empty, 0); }) ==
        "reduce_test.cpp: min: there is no smallest of no entries\n"
        "  x : f64[0, 3] = input  reduce_test.cpp");
  CHECK(min(empty, 1).shape() == Shape{0});
}

TEST_CASE("a NaN is the largest and the smallest, wherever it stands") {
  for (const DType dtype : {f32, f64})
    for (std::size_t at = 0; at < 12; ++at) {
      Numbers entries(12, 1.0);
      entries[at] = NaN;
      const Expr x = constant(tensor(dtype, {2, 3, 2}, entries));
      CHECK(std::isnan(numbers(evaluate(max(x)))[0]));
      CHECK(std::isnan(numbers(evaluate(max(x, {0, 2})))[at / 2 % 3]));
      CHECK(std::isnan(numbers(evaluate(max(x, {0, 1})))[at % 2]));
      CHECK(std::isnan(numbers(evaluate(min(x)))[0]));
      CHECK(std::isnan(numbers(evaluate(min(x, {0, 2})))[at / 2 % 3]));
      CHECK(std::isnan(numbers(evaluate(min(x, {0, 1})))[at % 2]));
    }
}

TEST_CASE("an f32 sum over axes that are not neighbours keeps its digits") {
  const Expr x = constant(Tensor::full(f32, {3000, 2, 1000}, 0.1));
  const Expr y = constant(Tensor::full(f32, {3000, 2, 100, 3}, 0.1));
  const double tenth = static_cast<double>(0.1F);
  CHECK(difference(numbers(evaluate(sum(x, {0, 2}))), Numbers(2, 3e6 * tenth), 1e-7) == "");
  CHECK(difference(numbers(evaluate(sum(y, {0, 2}))), Numbers(6, 3e5 * tenth), 1e-7) == "");
}

TEST_CASE("a mean divides by a symbolic size") {
  const Expr x = input("x", f32, {batch, 2});
  const Feeds feeds{{x, tensor(f32, {3, 2}, {1, 2, 3, 4, 5, 9})}};
  CHECK(numbers(evaluate(mean(x), feeds)) == Numbers{4});
  CHECK(numbers(evaluate(mean(x, 0), feeds)) == Numbers{3, 5});
  CHECK(numbers(evaluate(mean(x, 1, keepdims), feeds)) == Numbers{1.5, 3.5, 7});
}

TEST_CASE("the gradient of a sum is the cotangent, repeated") {
  const Expr x = constant(scrambled(f64, {2, 3, 4})), w = constant(scrambled(f64, {3}));
  const Tensor g = evaluate(grad(sum(w * sum(x, {0, 2})), x));
  for (std::int64_t i = 0; i < 3; ++i) CHECK(g.at<double>({1, i, 2}) == evaluate(w).at<double>({i}));
  CHECK(numbers(evaluate(grad(mean(x), x))) == Numbers(24, 1 / 24.0));
}

TEST_CASE("the gradient of a max goes to the first of the largest, whole") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {2, 3, 2}, {5, 1, 2, 7, 5, 7, 5, 8, 0, 8, 3, 8}));
    CHECK(numbers(evaluate(grad(max(x), x))) == Numbers{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0});
    CHECK(numbers(evaluate(grad(sum(max(x, {0, 2})), x))) == Numbers{0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1});
    CHECK(numbers(evaluate(grad(sum(max(x, {0, 1})), x))) == Numbers{1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0});
    CHECK(numbers(evaluate(grad(sum(max(x, 1, keepdims)), x))) == Numbers{1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0});
  }
}

TEST_CASE("the gradient of a min goes to the first of the smallest, whole") {
  const Expr x = constant(tensor(f64, {2, 3}, {4, 1, 1, 1, 2, 0}));
  CHECK(numbers(evaluate(grad(min(x), x))) == Numbers{0, 0, 0, 0, 0, 1});
  CHECK(numbers(evaluate(grad(sum(min(x, 1)), x))) == Numbers{0, 1, 0, 0, 0, 1});
  CHECK(numbers(evaluate(grad(sum(min(-x)), x))) == Numbers{-1, 0, 0, 0, 0, 0});
  const Expr tied = constant(tensor(f64, {4}, {2, 1, 1, 3}));
  CHECK(numbers(evaluate(grad(min(tied), tied))) == Numbers{0, 1, 0, 0});
  CHECK(numbers(evaluate(grad(sum(grad(square(min(tied)), tied)), tied))) == Numbers{0, 2, 0, 0});
}

TEST_CASE("along a tangent, the derivative of a max or min is that of the entry it picks") {
  const Expr x = constant(tensor(f64, {3, 3}, {1, 2, 1, 1, 5, 1, 1, 4, 1}));
  const Expr v = constant(tensor(f64, {3, 3}, {1, 10, 100, 2, 20, 200, 4, 30, 300}));
  CHECK(numbers(evaluate(sum(grad(sum(max(x, 0)), x) * v, 0))) == Numbers{1, 20, 100});
  CHECK(numbers(evaluate(sum(grad(sum(min(x, 0)), x) * v, 0))) == Numbers{1, 10, 100});
}

TEST_CASE("the second derivative of a max is 0") {
  const Expr x = constant(tensor(f64, {3}, {1, 3, 2}));
  CHECK(numbers(evaluate(grad(sum(grad(max(x) * max(x), x)), x))) == Numbers{0, 2, 0});
  const Expr g = grad(max(x), x);
  CHECK(numbers(evaluate(grad(sum(g * x), x))) == Numbers{0, 1, 0});
}

TEST_CASE("what cannot be reduced is an error that shows it") {
  const Expr x = input("x", b8, {batch, 3});
  const std::string table = "\n  x : b8[batch, 3] = input  reduce_test.cpp";
  const std::string place = "reduce_test.cpp: ";
  CHECK(message_without_lines([&] { sum(x); }) == place + "sum: wants numbers, not b8: cast() converts" + table);
  CHECK(message_without_lines([&] { max(x); }) == place + "max: wants numbers, not b8: cast() converts" + table);
  CHECK(message_without_lines([&] { mean(x); }) == place + "mean: wants f32 or f64, not b8: cast() converts" + table);
  const Expr y = input("y", f32, {3});
  const std::string axis = "axis -2 is out of range for rank 1\n  y : f32[3] = input  reduce_test.cpp";
  CHECK(message_without_lines([&] { sum(y, -2); }) == place + "sum: " + axis);
  CHECK(message_without_lines([&] { max(y, -2); }) == place + "max: " + axis);
  CHECK(message_without_lines([&] { min(y, -2); }) == place + "min: " + axis);
  CHECK(message_without_lines([&] { mean(y, -2); }) == place + "mean: " + axis);
}
