#include <nabla/ops/log.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("log and log1p keep to their domains") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(log, dtype, {1, 10, 0, -0., -1, inf}), {0, std::log(10.), -inf, -inf, NaN, inf},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(log1p, dtype, {0, 1, -1, -2, inf}), {0, std::log(2.), -inf, NaN, inf}, few_ulps(dtype)) ==
          "");
    const double tiny = tensor(dtype, {}, {1e-20}).cast(f64).item<double>();
    CHECK(values(log1p, dtype, {tiny}) == Numbers{tiny});
  }
}

TEST_CASE("the slopes are 1 / x and 1 / (1 + x)") {
  CHECK(slopes(log, f64, {4, 0, inf}) == Numbers{0.25, inf, 0});
  CHECK(slopes(log1p, f64, {3, -1, inf}) == Numbers{0.25, inf, 0});
  CHECK(curvatures(log, f64, {2}) == Numbers{-0.25});
  CHECK(curvatures(log1p, f64, {1}) == Numbers{-0.25});
}

TEST_CASE("log2 and log10 are whole where their arguments are powers") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(log2, dtype, {1, 8, 0.25, 0x1p-130, 0, -1, inf}), {0, 3, -2, -130, -inf, NaN, inf}) == "");
    CHECK(difference(values(log10, dtype, {1, 1000, 1e10, 0, -1, inf}), {0, 3, 10, -inf, NaN, inf}) == "");
  }
  CHECK(difference(slopes(log2, f64, {4, 0}), {0.25 / std::log(2.), inf}, 1e-15) == "");
  CHECK(difference(slopes(log10, f64, {4, 0}), {0.25 / std::log(10.), inf}, 1e-15) == "");
  CHECK(difference(curvatures(log2, f64, {2}), {-0.25 / std::log(2.)}, 1e-15) == "");
}
