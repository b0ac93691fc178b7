#include <nabla/ops/squareplus.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto f = [](const Expr& x) { return squareplus(x); };

}  // namespace

TEST_CASE("squareplus keeps its digits on the left, and its range on both sides") {
  CHECK(difference(values(f, f64, {-1e6, -1e160, 1e160, -1e308, 1.7e308}),
                   {9.99999999999e-7, 1e-160, 1e160, 1e-308, 1.7e308}, 1e-15) == "");
  CHECK(difference(values(f, f32, {-1e4, -1e20, 1e20, 3e38}), {9.99999990e-5, 1e-20, 1e20, 3e38}, 2e-7) == "");
}

TEST_CASE("squareplus(x) - squareplus(-x) = x, for any b") {
  const Numbers x{0.1, 0.7, 4, 30, 1e3};
  for (const double b : {0.25, 1., 4., 100.}) {
    const auto odd_part = [b](const Expr& e) { return squareplus(e, b) - squareplus(-e, b); };
    CHECK(difference(values(odd_part, f64, x), x, 1e-14) == "");
  }
}

TEST_CASE("squareplus' is b / 4 / x^2 far to the left, and smooth in the middle") {
  CHECK(difference(slopes(f, f64, {-1e3, -1e100, 0, 1e100}), {9.9999700001e-7, 1e-200, 0.5, 1}, 1e-11) == "");
  CHECK(slopes(f, f64, {-inf, -0., inf}) == Numbers{0, 0.5, 1});
  CHECK(curvatures(f, f64, {-inf, -0., 0, inf}) == Numbers{0, 0.25, 0.25, 0});
}

TEST_CASE("squareplus wants a b above 0") {
  const Expr x = input("x", f32, {3});
  CHECK_THAT(message_of([&] { squareplus(x, 0); }),
             Catch::Matchers::Contains("squareplus: b must be above 0, and is 0"));
  CHECK_THAT(message_of([&] { squareplus(x, -4); }), Catch::Matchers::Contains("b must be above 0, and is -4"));
}
