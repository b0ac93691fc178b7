#include <nabla/ops/scale_gradient.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("scale_gradient multiplies the gradient and leaves the value") {
  const auto doubled = [](const Expr& x) { return square(scale_gradient(x, 2)); };
  CHECK(values(doubled, f64, {2, -3}) == Numbers{4, 9});
  CHECK(slopes(doubled, f64, {2, -3}) == Numbers{8, -12});
  // Each derivative passes the barrier again: d(4x)/dx is 4, and scaled 8.
  CHECK(curvatures(doubled, f64, {2, -3}) == Numbers{8, 8});
  const auto reversed = [](const Expr& x) { return exp(scale_gradient(x, -1)); };
  CHECK(slopes(reversed, f64, {0}) == Numbers{-1});
  const auto raised = [](const Expr& x) { return square(scale_gradient(x, x)); };
  CHECK(slopes(raised, f64, {3}) == Numbers{18});
}

TEST_CASE("the factor may be an expression that stretches, and gets no gradient") {
  const Expr x = input("x", f64, {2, 2}), factor = input("factor", f64, {2});
  const Expr cost = sum(square(scale_gradient(x, factor)));
  const Feeds feeds{{x, tensor(f64, {2, 2}, {1, 2, 3, 4})}, {factor, tensor(f64, {2}, {10, -1})}};
  CHECK(numbers(evaluate(grad(cost, x), feeds)) == Numbers{20, -4, 60, -8});
  CHECK_THROWS_WITH(grad(cost, factor), Catch::Matchers::Contains("disconnected"));
}

TEST_CASE("clip_gradient clips the cotangent that arrives") {
  const auto clipped = [](const Expr& x) { return square(clip_gradient(x, -1, 1)); };
  CHECK(values(clipped, f64, {2, 0.25}) == Numbers{4, 0.0625});
  CHECK(slopes(clipped, f64, {2, 0.25, -2, NaN, inf})[0] == 1);
  CHECK(difference(slopes(clipped, f64, {2, 0.25, -2, NaN, inf, -inf}), {1, 0.5, -1, NaN, 1, -1}) == "");
  CHECK(curvatures(clipped, f64, {2, 0.25, -2}) == Numbers{0, 1, 0});  // 2 at 0.25, clipped in its turn
  CHECK(slopes([](const Expr& x) { return square(x); }, f64, {2}) == Numbers{4});
  const auto scaled_first = [](const Expr& x) { return 3 * clip_gradient(square(x), -1, 1); };
  CHECK(slopes(scaled_first, f64, {2}) == Numbers{4});
}

TEST_CASE("a compiled Function holds neither") {
  const Expr x = input("x", f32, {3});
  CHECK(nabla::Function({x}, {square(clip_gradient(scale_gradient(x, 2), -1, 1))}).instructions() == 1);
}

TEST_CASE("mistakes with scaled and clipped gradients") {
  const Expr x = input("x", f32, {3}), n = input("n", i32, {3}), wide = input("wide", f32, {2, 3});
  CHECK(message_without_lines([&] { scale_gradient(x, wide); }) ==
        "scale_gradient_test.cpp: scale_gradient: a factor [2, 3] does not stretch to [3]\n"
        "  x    : f32[3]    = input  scale_gradient_test.cpp\n"
        "  wide : f32[2, 3] = input  scale_gradient_test.cpp");
  CHECK(message_without_lines([&] { clip_gradient(x, 1, -1); }) ==
        "scale_gradient_test.cpp: clip_gradient: the interval [1, -1] is empty\n"
        "  x : f32[3] = input  scale_gradient_test.cpp");
  CHECK_THROWS_AS(clip_gradient(x, NaN, 1), Error);
  CHECK_THROWS_WITH(clip_gradient(n, -1, 1), Catch::Matchers::Contains("clip_gradient: "));
  CHECK_THROWS_WITH(scale_gradient(n, 2), Catch::Matchers::Contains("scale_gradient: "));
}
