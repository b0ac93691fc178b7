#include <nabla/ops/roll.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("roll moves entries round the axis, any shift, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {4}), m = counting(dtype, {2, 3});
    CHECK(numbers(evaluate(roll(x, 1, 0))) == Numbers{3, 0, 1, 2});
    CHECK(numbers(evaluate(roll(x, -1, 0))) == Numbers{1, 2, 3, 0});
    CHECK(numbers(evaluate(roll(x, 10, 0))) == Numbers{2, 3, 0, 1});
    CHECK(numbers(evaluate(roll(x, -8, 0))) == counted(4));
    CHECK(numbers(evaluate(roll(m, 1, 0))) == Numbers{3, 4, 5, 0, 1, 2});
    CHECK(numbers(evaluate(roll(m, 1, -1))) == Numbers{2, 0, 1, 5, 3, 4});
    CHECK(numbers(evaluate(roll(m, {1, -1}, {0, 1}))) == Numbers{4, 5, 3, 1, 2, 0});
  }
  CHECK(numbers(evaluate(roll(constant(tensor(b8, {3}, {1, 0, 0})), 2, 0))) == Numbers{0, 0, 1});
  CHECK(evaluate(roll(constant(Tensor::zeros(f32, {0, 2})), 3, 0)).sizes() == Sizes{0, 2});
}

TEST_CASE("the gradient rolls back") {
  const Expr x = input("x", f64, {2, 3}), w = counting(f64, {2, 3});
  const Feeds feeds{{x, tensor(f64, {2, 3}, {0.3, -1, 2, 0.7, 1.5, -0.2})}};
  CHECK(numbers(evaluate(grad(sum(roll(x, 1, 1) * w), x), feeds)) == Numbers{1, 2, 0, 4, 5, 3});
  const Expr y = roll(x, {1, 2}, {0, 1}) * x;
  for (const int order : {1, 2}) CHECK(verify_gradient(sum(y * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("shifts that do not fit the axes are errors") {
  const Expr x = input("x", f32, {Dim("n"), 3});
  const std::string place = "roll_test.cpp: ", table = "\n  x : f32[n, 3] = input  roll_test.cpp";
  CHECK(message_without_lines([&] { roll(x, 1, 2); }) == place + "roll: axis 2 is out of range for rank 2" + table);
  CHECK(message_without_lines([&] { roll(x, {1, 2}, {0}); }) == place + "roll: 2 shifts for 1 axes" + table);
}
