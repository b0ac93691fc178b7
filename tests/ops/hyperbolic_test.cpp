#include <nabla/ops/hyperbolic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("hyperbolic functions") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(sinh, dtype, {0, 1, -2, 1000, -inf, NaN}),
                     {0, std::sinh(1.), std::sinh(-2.), inf, -inf, NaN}, few_ulps(dtype)) == "");
    CHECK(difference(values(cosh, dtype, {0, 1, -2, 1000, -inf, NaN}),
                     {1, std::cosh(1.), std::cosh(-2.), inf, inf, NaN}, few_ulps(dtype)) == "");
  }
  CHECK(values(sinh, f64, {1e-20}) == Numbers{1e-20});
}

TEST_CASE("inverse hyperbolic functions keep to their domains") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(asinh, dtype, {0, 1, -1, inf, NaN}), {0, std::asinh(1.), std::asinh(-1.), inf, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(acosh, dtype, {1, 2, 0.5, -1, inf, NaN}), {0, std::acosh(2.), NaN, NaN, inf, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(atanh, dtype, {0, 0.5, 1, -1, 2, NaN}), {0, std::atanh(0.5), inf, -inf, NaN, NaN},
                     few_ulps(dtype)) == "");
  }
}

TEST_CASE("the slopes of hyperbolic functions and of their inverses") {
  CHECK(difference(slopes(sinh, f64, {0, 1}), {1, std::cosh(1.)}, 1e-15) == "");
  CHECK(difference(slopes(cosh, f64, {0, 1}), {0, std::sinh(1.)}, 1e-15) == "");
  CHECK(difference(slopes(asinh, f64, {0, 0.75, inf, -inf}), {1, 0.8, 0, 0}, 1e-15) == "");
  CHECK(difference(slopes(acosh, f64, {1, 1.25, inf, 0.5}), {inf, 1 / 0.75, 0, NaN}, 1e-15) == "");
  CHECK(difference(slopes(atanh, f64, {0, 0.5, 1, -1}), {1, 1 / 0.75, inf, inf}, 1e-15) == "");
  CHECK(difference(curvatures(sinh, f64, {1}), {std::sinh(1.)}, 1e-15) == "");
  CHECK(difference(curvatures(asinh, f64, {0.75}), {-0.75 * 0.512}, 1e-15) == "");
}

TEST_CASE("the slopes of asinh and acosh do not overflow, and have their digits near 1") {
  CHECK(difference(slopes(asinh, f64, {1e200, -1e200}), {1e-200, 1e-200}, 1e-13) == "");
  CHECK(difference(slopes(acosh, f64, {1e200}), {1e-200}, 1e-13) == "");
  CHECK(difference(slopes(acosh, f64, {1 + 0x1p-52}), {0x1p26 / std::sqrt(2 + 0x1p-52)}, 1e-15) == "");
}
