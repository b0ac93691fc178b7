#include <nabla/ops/tanh.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("tanh is right over the whole line") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(tanh, dtype, {0, 0.5, -0.5, 3, 1000, -1000, inf, -inf}),
                     {0, std::tanh(0.5), -std::tanh(0.5), std::tanh(3.), 1, -1, 1, -1}, few_ulps(dtype)) == "");
    const double tiny = tensor(dtype, {}, {1e-20}).cast(f64).item<double>();
    CHECK(values(tanh, dtype, {tiny}) == Numbers{tiny});
  }
}

TEST_CASE("tanh' = 1 - y^2, and tanh'' = -2 y (1 - y^2)") {
  const double y = std::tanh(0.5);
  CHECK(difference(slopes(tanh, f64, {0, 0.5, -0.5, 1000}), {1, 1 - y * y, 1 - y * y, 0}, 1e-14) == "");
  CHECK(difference(curvatures(tanh, f64, {0, 0.5, 1000}), {0, -2 * y * (1 - y * y), 0}, 1e-14) == "");
}
