#include <nabla/ops/sigmoid.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("sigmoid is right over the whole line") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(sigmoid, dtype, {0, 2, -2, 1000, -1000, inf, -inf}),
                     {0.5, 1 / (1 + std::exp(-2.)), 1 / (1 + std::exp(2.)), 1, 0, 1, 0}, few_ulps(dtype)) == "");
  }
  CHECK(difference(values(sigmoid, f64, {-700}), {std::exp(-700.)}, 1e-15) == "");
}

TEST_CASE("sigmoid' = y (1 - y), finite everywhere, and so is sigmoid''") {
  const double y = 1 / (1 + std::exp(-2.));
  CHECK(difference(slopes(sigmoid, f64, {0, 2, -2, 1000, -1000}), {0.25, y * (1 - y), y * (1 - y), 0, 0}, 1e-14) == "");
  CHECK(difference(curvatures(sigmoid, f64, {0, 2, 1000, -1000}), {0, y * (1 - y) * (1 - 2 * y), 0, 0}, 1e-14) == "");
}
