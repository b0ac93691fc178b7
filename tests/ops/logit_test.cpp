#include <nabla/ops/logit.hpp>

#include <nabla/ops/sigmoid.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("logit is the inverse of sigmoid, exact also near 1/2") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(logit, dtype, {0.5, 0, 1, 0.125, 0.875, 2, -1, NaN}),
                     {0, -inf, inf, -std::log(7.), std::log(7.), NaN, NaN, NaN}, few_ulps(dtype)) == "");
    CHECK(difference(values(logit, dtype, {0.5 + 0x1p-20}), {2 * std::atanh(0x1p-19)}, few_ulps(dtype)) == "");
  }
  const Numbers x{-700, -3, -1e-3, 0.25, 2, 15};
  CHECK(difference(values([](const Expr& v) { return logit(sigmoid(v)); }, f64, x), x, 1e-10) == "");
}

TEST_CASE("the slope of logit is 1 / (p (1 - p))") {
  CHECK(difference(slopes(logit, f64, {0.5, 0.2, 0, 1}), {4, 6.25, inf, inf}, 1e-15) == "");
  CHECK(difference(curvatures(logit, f64, {0.5, 0.2}), {0, -0.6 / (0.16 * 0.16)}, 1e-14) == "");
}
