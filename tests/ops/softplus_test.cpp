#include <nabla/ops/softplus.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("softplus has no overflow and keeps its digits") {
  CHECK(difference(values(softplus, f64, {1000, 710, 37, 18, 0, -37, -1000, inf, -inf}),
                   {1000, 710, 37, 18.0000000152299796, std::log(2.), std::log1p(std::exp(-37.)), 0, inf, 0},
                   1e-15) == "");
  CHECK(difference(values(softplus, f32, {1000, 18, 0, -10, inf, -inf}),
                   {1000, 18, std::log(2.), std::log1p(std::exp(-10.)), inf, 0}, few_ulps(f32)) == "");
}

TEST_CASE("softplus' is the sigmoid, softplus'' its slope") {
  const double y = 1 / (1 + std::exp(-2.));
  CHECK(difference(slopes(softplus, f64, {0, 2, 1000, -1000, inf, -inf}), {0.5, y, 1, 0, 1, 0}, 1e-15) == "");
  CHECK(difference(curvatures(softplus, f64, {0, 2, 1000, -1000}), {0.25, y * (1 - y), 0, 0}, 1e-14) == "");
}
