#include <nabla/ops/sort.hpp>

#include <algorithm>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/argmax.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/slice.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Expr vector(const Numbers& entries) {
  return constant(tensor(f64, {static_cast<std::int64_t>(entries.size())}, entries));
}

}  // namespace

TEST_CASE("sort and argsort along each axis, in every dtype of numbers") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {3, 1, 2, 0, 5, 4}));
    CHECK(sort(x).type() == x.type());
    CHECK(argsort(x).type() == Type{i64, {2, 3}});
    CHECK(numbers(evaluate(sort(x))) == Numbers{1, 2, 3, 0, 4, 5});
    CHECK(numbers(evaluate(argsort(x))) == Numbers{1, 2, 0, 0, 2, 1});
    CHECK(numbers(evaluate(sort(x, 0))) == Numbers{0, 1, 2, 3, 5, 4});
    CHECK(numbers(evaluate(argsort(x, 0))) == Numbers{1, 0, 0, 0, 1, 1});
    CHECK(numbers(evaluate(sort(x, 1, descending))) == Numbers{3, 2, 1, 5, 4, 0});
    CHECK(numbers(evaluate(argsort(x, -1, descending))) == Numbers{0, 2, 1, 1, 2, 0});
  }
}

TEST_CASE("equal entries keep their order, both ways, and 0 equals -0") {
  CHECK(numbers(evaluate(argsort(vector({2, 1, 2, 1, 2})))) == Numbers{1, 3, 0, 2, 4});
  CHECK(numbers(evaluate(argsort(vector({2, 1, 2, 1, 2}), -1, descending))) == Numbers{0, 2, 4, 1, 3});
  CHECK(numbers(evaluate(argsort(vector({0.0, -0.0, 0.0})))) == Numbers{0, 1, 2});
}

TEST_CASE("a NaN is the largest, as for argmax: last in ascending order, first in descending") {
  const Expr x = vector({1, NaN, inf, NaN, -inf});
  CHECK(numbers(evaluate(argsort(x))) == Numbers{4, 0, 2, 1, 3});
  CHECK(numbers(evaluate(argsort(x, 0, descending))) == Numbers{1, 3, 2, 0, 4});
  CHECK(difference(numbers(evaluate(sort(x))), {-inf, 1, inf, NaN, NaN}) == "");
  CHECK(numbers(evaluate(top_k(x, 3).indices)) == Numbers{1, 3, 2});
  CHECK(numbers(evaluate(argmax(x))) == Numbers{1});
}

TEST_CASE("top_k is the beginning of the descending order, ties and all") {
  Rng rng(5);
  for (const std::int64_t n : {1, 2, 7, 100}) {
    Tensor values = Tensor::empty(f64, {3, n});
    for (double& v : values.mutable_span<double>()) v = std::floor(10 * rng.uniform());
    values.mutable_span<double>()[0] = NaN;
    const Expr x = constant(values);
    for (const std::int64_t k : {std::int64_t{0}, std::int64_t{1}, n / 2, n}) {
      const TopK top = top_k(x, k);
      CHECK(top.values.type() == Type{f64, {3, k}});
      CHECK(top.indices.type() == Type{i64, {3, k}});
      CHECK(numbers(evaluate(top.indices)) == numbers(evaluate(slice(argsort(x, 1, descending), 1, {0, k}))));
      CHECK(difference(numbers(evaluate(top.values)), numbers(evaluate(slice(sort(x, 1, descending), 1, {0, k})))) ==
            "");
    }
  }
  const Expr x = constant(tensor(i32, {3, 2}, {1, 6, 3, 4, 5, 2}));
  CHECK(numbers(evaluate(top_k(x, 2, 0).values)) == Numbers{5, 6, 3, 4});
  CHECK(numbers(evaluate(top_k(x, 2, 0).indices)) == Numbers{2, 0, 1, 1});
}

TEST_CASE("no entries, one entry, symbolic sizes") {
  CHECK(evaluate(sort(constant(Tensor::zeros(f32, {2, 0})))).sizes() == Sizes{2, 0});
  CHECK(evaluate(sort(constant(Tensor::zeros(f32, {0, 2})))).sizes() == Sizes{0, 2});
  CHECK(numbers(evaluate(argsort(vector({7})))) == Numbers{0});
  const Expr x = input("x", f64, {batch});
  CHECK(sort(x).shape() == Shape{batch});
  CHECK(top_k(x, 2).values.shape() == Shape{2});
  CHECK(numbers(evaluate(sort(x), {{x, tensor(f64, {3}, {3, 1, 2})}})) == Numbers{1, 2, 3});
  CHECK(message_without_lines([&] {
          evaluate(top_k(x, 2).values, {{x, tensor(f64, {1}, {3})}});
        }) == "of 1 entries there are no 2 first");
}

TEST_CASE("the gradient goes to where the entries come from, of ties to the first first") {
  const Expr w = vector({10, 20, 30, 40});
  const auto slope = [&](const Expr& x, Descending order) {
    return numbers(evaluate(grad(sum(sort(x, 0, order) * w), x)));
  };
  CHECK(slope(vector({3, 1, 4, 2}), {}) == Numbers{30, 10, 40, 20});
  CHECK(slope(vector({3, 1, 4, 2}), descending) == Numbers{20, 40, 10, 30});
  CHECK(slope(vector({5, 5, 1, 5}), {}) == Numbers{20, 30, 10, 40});
  CHECK(slope(vector({5, 5, 1, 5}), descending) == Numbers{10, 20, 40, 30});
  const Expr x = vector({5, 1, 5, 5});
  CHECK(numbers(evaluate(grad(sum(top_k(x, 2).values * vector({1, 2})), x))) == Numbers{1, 0, 2, 0});
  CHECK(numbers(evaluate(grad(sum(top_k(x, 1).values), x))) == numbers(evaluate(grad(max(x), x))));
}

TEST_CASE("gradients of first and second order of sort and top_k") {
  const Expr x = input("x", f64, {3, 4});
  const Feeds feeds{{x, tensor(f64, {3, 4}, {0.3, -1, 2, 0.7, 1.5, -0.2, 0.9, 0.4, -1.1, 0.1, -0.6, 1.2})}};
  for (const Expr& y : {sort(x) * counting(f64, {3, 4}), sort(x, 0, descending) * x, top_k(x, 2, 0).values})
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(square(y) * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("what has no order, or not so many entries, is an error") {
  const Expr b = input("b", b8, {3}), s = input("s", f32, {}), x = input("x", f32, {3});
  const std::string place = "sort_test.cpp: ", row = " = input  sort_test.cpp";
  CHECK(message_without_lines([&] { sort(b); }) ==
        place + "sort: wants numbers, not b8: cast() converts\n  b : b8[3]" + row);
  CHECK(message_without_lines([&] { argsort(s); }) ==
        place + "argsort: axis -1 is out of range: a value of rank 0 has no axes\n  s : f32[]" + row);
  CHECK(message_without_lines([&] { top_k(x, 4); }) ==
        place + "top_k: of 3 entries there are no 4 first\n  x : f32[3]" + row);
}
