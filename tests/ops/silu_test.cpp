#include <nabla/ops/silu.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("silu has its minimum at -1.278, where it is x + 1") {
  const double at = -1.2784645427610738;
  CHECK(difference(values(silu, f64, {at}), {-0.27846454276107380}, 1e-15) == "");
  CHECK(std::abs(slopes(silu, f64, {at})[0]) < 1e-16);
}

TEST_CASE("silu' keeps its digits in the left tail and is the limit at infinity") {
  CHECK(difference(slopes(silu, f64, {-40, -700}), {-39 * std::exp(-40.), -699 * std::exp(-700.)}, 4e-15) == "");
  CHECK(difference(slopes(silu, f64, {-712}), {-711 * std::exp(-712.L)}, 1e-14) == "");  // sigmoid is denormal there
  for (const DType dtype : {f32, f64}) {
    CHECK(slopes(silu, dtype, {-inf, -2000, 2000, inf}) == Numbers{0, 0, 1, 1});
    CHECK(curvatures(silu, dtype, {-inf, -2000, 0, 2000, inf}) == Numbers{0, 0, 0.5, 0, 0});
  }
}

TEST_CASE("swish is silu, hard_swish hard_silu") {
  const Expr x = input("x", f32, {3});
  CHECK(swish(x)->op().equals(silu(x)->op()));
  CHECK(hard_swish(x)->op().equals(hard_silu(x)->op()));
}

TEST_CASE("hard_silu is exact at its ends, where the middle counts for the derivatives") {
  for (const DType dtype : {f32, f64}) {
    CHECK(values(hard_silu, dtype, {-inf, -4, -3, 0, 3, 4, inf}) == Numbers{0, 0, 0, 0, 3, 4, inf});
    CHECK(difference(slopes(hard_silu, dtype, {-inf, -3.001, -3, -1.5, 0, 3, 3.001, inf}),
                     {0, 0, -0.5, 0, 0.5, 1.5, 1, 1}, few_ulps(dtype)) == "");
    CHECK(difference(curvatures(hard_silu, dtype, {-inf, -3.001, -3, 0, 3, 3.001, inf}),
                     {0, 0, 1 / 3., 1 / 3., 1 / 3., 0, 0}, few_ulps(dtype)) == "");
  }
}
