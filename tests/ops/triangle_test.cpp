#include <nabla/ops/triangle.hpp>

#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("triangles of square and other matrices") {
  const Expr x = constant(tensor(f64, {2, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, NaN, NaN, 2, 3, NaN, 4, 5, 6}));
  CHECK(difference(numbers(evaluate(triangle(x, true))), {1, 0, 0, 4, 5, 0, 7, 8, 9, 1, 0, 0, 2, 3, 0, 4, 5, 6}) == "");
  CHECK(difference(numbers(evaluate(triangle(x, false, 0.5))),
                   {0.5, 2, 3, 0, 2.5, 6, 0, 0, 4.5, 0.5, NaN, NaN, 0, 1.5, NaN, 0, 0, 3}) == "");
  CHECK(numbers(evaluate(triangle(constant(tensor(f32, {2, 3}, {1, 2, 3, 4, 5, 6})), true))) ==
        Numbers{1, 0, 0, 4, 5, 0});
  CHECK(numbers(evaluate(triangle(constant(tensor(f32, {3, 2}, {1, 2, 3, 4, 5, 6})), false))) ==
        Numbers{1, 2, 0, 4, 0, 0});
  CHECK(numbers(evaluate(triangle(constant(tensor(f32, {3, 1}, {1, 2, NaN})), false, 0))) == Numbers{0, 0, 0});
}

TEST_CASE("triangle's batch and errors") {
  check_batch_rule({{2, 3, 3}}, [](const Exprs& x) { return triangle(x[0], true, 0.5); });
  const std::string at = "triangle_test.cpp";
  CHECK(message_without_lines([] { triangle(input("x", f32, {2}), true); }) ==
        at + ": triangle: wants matrices, not rank 1\n  x : f32[2] = input  " + at);
}
