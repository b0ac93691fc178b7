#include <nabla/ops/concat.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, left{"left"}, right{"right"};

}  // namespace

TEST_CASE("concat joins along an axis, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {2, 2}), y = constant(tensor(dtype, {2, 1}, {8, 9}));
    CHECK(concat({x, y}, 1).type() == Type{dtype, {2, 3}});
    CHECK(numbers(evaluate(concat({x, y}, 1))) == Numbers{0, 1, 8, 2, 3, 9});
    CHECK(numbers(evaluate(concat({y, x, y}, -1))) == Numbers{8, 0, 1, 8, 9, 2, 3, 9});
    CHECK(numbers(evaluate(concat({x, x}))) == Numbers{0, 1, 2, 3, 0, 1, 2, 3});
  }
  const Expr b = constant(tensor(b8, {1}, {1})), none = constant(Tensor::zeros(b8, {0}));
  CHECK(numbers(evaluate(concat({none, b, none, b}))) == Numbers{1, 1});
  CHECK(concat({b}, -1) == b);
  CHECK(evaluate(concat({none, none})).sizes() == Sizes{0});
}

TEST_CASE("symbolic sizes add up") {
  const Expr x = input("x", f64, {batch, left}), y = input("y", f64, {batch, right});
  CHECK(concat({x, y, x}, 1).shape() == Shape{batch, 2 * left + right});
  const Feeds feeds{{x, tensor(f64, {2, 1}, {1, 2})}, {y, tensor(f64, {2, 2}, {3, 4, 5, 6})}};
  CHECK(numbers(evaluate(concat({x, y, x}, 1), feeds)) == Numbers{1, 3, 4, 1, 2, 5, 6, 2});
  const Expr cost = sum(square(concat({x, y, x}, 1)));
  CHECK(numbers(evaluate(grad(cost, y), feeds)) == Numbers{6, 8, 10, 12});
  CHECK(numbers(evaluate(grad(cost, x), feeds)) == Numbers{4, 8});
}

TEST_CASE("stack joins along a new axis") {
  const Expr x = counting(f64, {2}), y = constant(tensor(f64, {2}, {8, 9}));
  CHECK(numbers(evaluate(stack({x, y}))) == Numbers{0, 1, 8, 9});
  CHECK(numbers(evaluate(stack({x, y}, 1))) == Numbers{0, 8, 1, 9});
  CHECK(stack({x, y, y}, -1).shape() == Shape{2, 3});
  CHECK(stack({x}).shape() == Shape{1, 2});
  const Expr s = constant(Tensor::scalar(4.0));
  CHECK(numbers(evaluate(stack({s, s}))) == Numbers{4, 4});
}

TEST_CASE("parameters join as they are") {
  const Parameter w("w", Tensor::ones(f32, {2})), v("v", Tensor::zeros(f32, {1}));
  CHECK(numbers(evaluate(concat({w, v}))) == Numbers{1, 1, 0});
}

TEST_CASE("split is the opposite of concat") {
  const Expr x = counting(f64, {2, 4});
  const std::vector<Expr> halves = split(x, 2, 1), parts = split(x, {1, 0, 3}, -1), one = split(x, {2});
  REQUIRE(halves.size() == 2);
  CHECK(numbers(evaluate(halves[0])) == Numbers{0, 1, 4, 5});
  CHECK(numbers(evaluate(halves[1])) == Numbers{2, 3, 6, 7});
  REQUIRE(parts.size() == 3);
  CHECK(numbers(evaluate(parts[0])) == Numbers{0, 4});
  CHECK(evaluate(parts[1]).sizes() == Sizes{2, 0});
  CHECK(numbers(evaluate(concat(parts, 1))) == counted(8));
  CHECK(one == std::vector<Expr>{x});
}

TEST_CASE("split of symbolic sizes") {
  const Expr x = input("x", f64, {2 * batch + left}), rows = input("rows", f64, {batch});
  const std::vector<Expr> parts = split(x, {batch, left, batch});
  CHECK(parts[1].shape() == Shape{left});
  const Expr l = input("l", f64, {left});
  const Feeds feeds{{x, tensor(f64, {5}, counted(5))}, {rows, tensor(f64, {2}, {0, 0})}, {l, tensor(f64, {1}, {0})}};
  CHECK(numbers(evaluate(parts[2] + rows + sum(l), feeds)) == Numbers{3, 4});
  CHECK(split(input("y", f32, {4 * batch}), 2)[1].shape() == Shape{2 * batch});
}

TEST_CASE("gradients of joints and parts") {
  const Expr x = input("x", f64, {2, 2}), y = input("y", f64, {2, 2});
  const Feeds feeds{{x, tensor(f64, {2, 2}, {0.3, -1, 0.2, 2})}, {y, tensor(f64, {2, 2}, {1.5, 0.1, -0.7, 0.4})}};
  const Expr joint = concat({x, y, x}, 1), stacked = stack({x, y, x}, 1);
  const std::vector<Expr> parts = split(joint, 3, 1);
  for (const Expr& z : {sum(joint * joint * joint), sum(square(stacked) * stacked), sum(square(parts[0]) * parts[1])})
    for (const int order : {1, 2}) CHECK(verify_gradient(z, {x, y}, feeds, {.order = order}).ok());
}

TEST_CASE("what cannot be joined, or parted, is an error that shows both") {
  const Expr x = input("x", f32, {batch, 3}), y = input("y", f32, {batch, 4}), z = input("z", f64, {batch, 3});
  const std::string place = "concat_test.cpp: ", row = " = input  concat_test.cpp";
  const std::string row_x = "\n  x : f32[batch, 3]" + row, row_y = "\n  y : f32[batch, 4]" + row;
  CHECK(message_without_lines([&] {
          concat({x, y}, 0);
        }) == place + "concat: [batch, 3] and [batch, 4] differ at axis 1, not only at 0" + row_x + row_y);
  CHECK(message_without_lines([&] {
          concat({x, z});
        }) == place + "concat: f32 and f64: cast() one of them" + row_x + "\n  z : f64[batch, 3]" + row);
  CHECK(message_without_lines([&] { concat({}); }) == place + "concat: there is nothing to join");
  CHECK(message_without_lines([&] {
          concat({x, y}, 2);
        }) == place + "concat: axis 2 is out of range for rank 2" + row_x + row_y);
  CHECK(message_without_lines([&] { concat({x}, 2); }) == place + "concat: axis 2 is out of range for rank 2" + row_x);
  CHECK(message_without_lines([&] {
          stack({x, y});
        }) == place + "stack: types differ: f32[batch, 3] and f32[batch, 4]" + row_x + row_y);
  CHECK(message_without_lines([&] { split(x, 2, 1); }) ==
        place + "split: 3 entries do not divide into 2 equal parts" + row_x);
  CHECK(message_without_lines([&] {
          split(x, {2, 2}, 1);
        }) == place + "split: the sizes add up to 4, axis 1 has 3" + row_x);
}
