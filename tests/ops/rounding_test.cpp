#include <nabla/ops/rounding.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const std::vector<Function> all{floor, ceil, round, trunc};

}  // namespace

TEST_CASE("floor, ceil, round and trunc, on both sides of 0") {
  const Numbers x{-2.5, -1.5, -0.5, -0.25, 0.5, 1.5, 2.5, 2.75, 7};
  for (const DType dtype : {f32, f64}) {
    CHECK(values(floor, dtype, x) == Numbers{-3, -2, -1, -1, 0, 1, 2, 2, 7});
    CHECK(values(ceil, dtype, x) == Numbers{-2, -1, -0., -0., 1, 2, 3, 3, 7});
    CHECK(values(round, dtype, x) == Numbers{-2, -2, -0., -0., 0, 2, 2, 3, 7});
    CHECK(values(trunc, dtype, x) == Numbers{-2, -1, -0., -0., 0, 1, 2, 2, 7});
  }
}

TEST_CASE("rounding keeps infinities, NaN and the sign of zero") {
  for (const Function f : all) {
    CHECK(difference(values(f, f32, {inf, -inf, NaN}), {inf, -inf, NaN}) == "");
    CHECK(std::signbit(values(f, f64, {-0.})[0]));
  }
  CHECK(std::signbit(values(round, f64, {-0.5})[0]));
}

TEST_CASE("the slope of a rounded number is 0, at the steps too, and so is the next one") {
  for (const Function f : all) {
    CHECK(slopes(f, f64, {-1, -0.5, 0, 0.3, 0.5, 1}) == Numbers(6, 0));
    CHECK(slopes([f](const Expr& x) { return x * f(x); }, f64, {2.25}) == values(f, f64, {2.25}));
    CHECK(curvatures([f](const Expr& x) { return x * f(x); }, f64, {2.25}) == Numbers{0});
  }
}
