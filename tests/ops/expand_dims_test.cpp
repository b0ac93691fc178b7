#include <nabla/ops/expand_dims.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("new axes of size 1 stand where they are named in the result") {
  const Expr x = input("x", f32, {batch, 3});
  CHECK(expand_dims(x, 0).shape() == Shape{1, batch, 3});
  CHECK(expand_dims(x, -1).shape() == Shape{batch, 3, 1});
  CHECK(expand_dims(x, {0, -1}).shape() == Shape{1, batch, 3, 1});
  CHECK(expand_dims(x, {3, 1}).shape() == Shape{batch, 1, 3, 1});
  CHECK(expand_dims(x, std::vector<int>{}) == x);
  CHECK(expand_dims(constant(Tensor::scalar(1.0)), 0).shape() == Shape{1});
}

TEST_CASE("squeeze takes axes of size 1 away, by default all") {
  const Expr x = input("x", f32, {1, batch, 1, 3});
  CHECK(squeeze(x).shape() == Shape{batch, 3});
  CHECK(squeeze(x, 0).shape() == Shape{batch, 1, 3});
  CHECK(squeeze(x, {-2, 0}).shape() == Shape{batch, 3});
  CHECK(squeeze(constant(Tensor::ones(f32, {1, 1}))).shape() == Shape{});
}

TEST_CASE("flatten makes one axis of the last ones") {
  const Expr x = input("x", f32, {batch, 2, 3});
  CHECK(flatten(x).shape() == Shape{6 * batch});
  CHECK(flatten(x, 1).shape() == Shape{batch, 6});
  CHECK(flatten(x, -1) == x);
  CHECK(flatten(x, 3).shape() == Shape{batch, 2, 3, 1});
  CHECK(flatten(constant(Tensor::scalar(1.0))).shape() == Shape{1});
}

TEST_CASE("swap_axes exchanges two") {
  const Expr x = counting(f64, {2, 3, 2});
  CHECK(swap_axes(x, 0, 1).shape() == Shape{3, 2, 2});
  CHECK(numbers(evaluate(swap_axes(x, 0, -1))) == Numbers{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11});
  CHECK(swap_axes(x, 1, -2) == x);
}

TEST_CASE("gradients come back in the old shape") {
  const Expr x = input("x", f64, {1, 3});
  const Feeds feeds{{x, tensor(f64, {1, 3}, {0.5, -2, 0.3})}};
  const Expr y = expand_dims(x, 0) * squeeze(x) * flatten(x) * swap_axes(expand_dims(x, -1), 0, 1);
  CHECK(grad(sum(y), x).type() == x.type());
  for (const int order : {1, 2}) CHECK(verify_gradient(sum(y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("axes that do not fit are errors") {
  const Expr x = input("x", f32, {batch, 1});
  const std::string place = "expand_dims_test.cpp: ", table = "\n  x : f32[batch, 1] = input  expand_dims_test.cpp";
  CHECK(message_without_lines([&] { expand_dims(x, 3); }) ==
        place + "expand_dims: axis 3 is out of range for rank 3" + table);
  CHECK(message_without_lines([&] { expand_dims(x, {0, 0}); }) == place + "expand_dims: axis 0 is given twice" + table);
  CHECK(message_without_lines([&] { squeeze(x, 0); }) == place + "squeeze: axis 0 has batch entries, not 1" + table);
  CHECK(message_without_lines([&] { flatten(x, 3); }) == place + "flatten: axis 3 is out of range for rank 2" + table);
  CHECK(message_without_lines([&] { swap_axes(x, 0, 2); }) ==
        place + "swap_axes: axis 2 is out of range for rank 2" + table);
}
