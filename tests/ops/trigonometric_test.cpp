#include <nabla/ops/trigonometric.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const double pi = std::acos(-1.);

}  // namespace

TEST_CASE("sines, cosines and tangents") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(sin, dtype, {0, 1, -2, inf, NaN}), {0, std::sin(1.), std::sin(-2.), NaN, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(cos, dtype, {0, 1, -2, -inf, NaN}), {1, std::cos(1.), std::cos(-2.), NaN, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(tan, dtype, {0, 1, -2, inf, NaN}), {0, std::tan(1.), std::tan(-2.), NaN, NaN},
                     few_ulps(dtype)) == "");
  }
  // As f32, 1e8 is 15915494 turns and a bit: no digit of the bit is lost.
  CHECK(difference(values(sin, f32, {1e8}), {std::sin(1e8)}, few_ulps(f32)) == "");
}

TEST_CASE("inverse circular functions keep to their domains") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(asin, dtype, {0, 1, -1, 0.5, 1.5, NaN}), {0, pi / 2, -pi / 2, pi / 6, NaN, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(acos, dtype, {0, 1, -1, 0.5, -1.5, NaN}), {pi / 2, 0, pi, pi / 3, NaN, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(atan, dtype, {0, 1, inf, -inf, NaN}), {0, pi / 4, pi / 2, -pi / 2, NaN}, few_ulps(dtype)) ==
          "");
  }
}

TEST_CASE("the slopes of circular functions and of their inverses") {
  CHECK(difference(slopes(sin, f64, {0, 1}), {1, std::cos(1.)}, 1e-15) == "");
  CHECK(difference(slopes(cos, f64, {0, 1}), {0, -std::sin(1.)}, 1e-15) == "");
  CHECK(difference(slopes(tan, f64, {0, 1}), {1, 1 / (std::cos(1.) * std::cos(1.))}, 1e-15) == "");
  CHECK(difference(slopes(asin, f64, {0, 0.6, 1, -1, 2}), {1, 1.25, inf, inf, NaN}, 1e-15) == "");
  CHECK(difference(slopes(acos, f64, {0, 0.6, 1, -1, 2}), {-1, -1.25, -inf, -inf, NaN}, 1e-15) == "");
  CHECK(difference(slopes(asin, f64, {1 - 0x1p-52}), {0x1.0p26 / std::sqrt(2 - 0x1p-52)}, 1e-15) == "");
  CHECK(difference(slopes(atan, f64, {0, 2, inf, -inf}), {1, 0.2, 0, 0}, 1e-15) == "");
  CHECK(difference(curvatures(sin, f64, {1}), {-std::sin(1.)}, 1e-15) == "");
  CHECK(difference(curvatures(atan, f64, {1}), {-0.5}, 1e-15) == "");
}

TEST_CASE("atan2 knows the quadrant, and the sign of zero") {
  const Expr y = constant(tensor(f64, {8}, {1, 1, -1, -1, 0, -0., 0, -0.}));
  const Expr x = constant(tensor(f64, {8}, {1, -1, 1, -1, -1, -1, 0, 0}));
  CHECK(difference(numbers(evaluate(atan2(y, x))), {pi / 4, 3 * pi / 4, -pi / 4, -3 * pi / 4, pi, -pi, 0, -0.},
                   1e-15) == "");
  CHECK(numbers(evaluate(atan2(0, constant(tensor(f32, {2, 1}, {1, 2}))))) == Numbers{0, 0});
  CHECK(message_of([] { atan2(input("n", i32, {}), 1); }).find("atan2: wants f32 or f64, not i32") !=
        std::string::npos);
}

TEST_CASE("the slopes of atan2 are 0 at the origin and at infinity, and neither over- nor underflow") {
  const std::vector<Numbers> slope =
      partials(atan2, {0, 3, 1e-200, 1e200, inf, 1, inf}, {0, 4, 1e-200, 1e200, 1, -inf, inf});
  CHECK(difference(slope[0], {0, 0.16, 0.5e200, 0.5e-200, 0, 0, 0}, 1e-15) == "");
  CHECK(difference(slope[1], {0, -0.12, -0.5e200, -0.5e-200, 0, 0, 0}, 1e-15) == "");
}

TEST_CASE("the second derivatives of atan2 are right, and 0 at the origin") {
  const auto by_y = [](const Expr& y, const Expr& x) { return grad(sum(atan2(y, x)), y); };  // x / (x^2 + y^2)
  const std::vector<Numbers> slope = partials(by_y, {3, 4, 0}, {4, 3, 0});
  CHECK(difference(slope[0], {-24. / 625, -24. / 625, 0}, 1e-14) == "");
  CHECK(difference(slope[1], {-7. / 625, 7. / 625, 0}, 1e-14) == "");
}

TEST_CASE("the gradient of an angle is NaN only where an operand is") {
  const std::vector<Numbers> slope = partials(atan2, {NaN, 1, NaN}, {1, NaN, inf});
  for (const Numbers& each : slope) CHECK(difference(each, {NaN, NaN, NaN}) == "");
}
