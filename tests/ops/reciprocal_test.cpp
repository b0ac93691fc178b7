#include <nabla/ops/reciprocal.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("reciprocal and rsqrt") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(reciprocal, dtype, {4, -0.5, 0, -0., inf, NaN}), {0.25, -2, inf, -inf, 0, NaN}) == "");
    CHECK(difference(values(rsqrt, dtype, {4, 0.25, 0, inf, -1, NaN}), {0.5, 2, inf, 0, NaN, NaN}) == "");
  }
  CHECK(slopes(reciprocal, f64, {2, -4}) == Numbers{-0.25, -0.0625});
  CHECK(slopes(rsqrt, f64, {4}) == Numbers{-1. / 16});
  CHECK(curvatures(reciprocal, f64, {2}) == Numbers{0.25});
  CHECK(curvatures(rsqrt, f64, {4}) == Numbers{3. / 128});
}

TEST_CASE("reciprocal and rsqrt bear the user's line") {
  const Expr x = input("x", f32, {2}), n = input("n", i32, {2});
  CHECK(reciprocal(x)->where().line == __LINE__);
  CHECK(rsqrt(x)->where().line == __LINE__);
  const std::string error = message_of([&] { reciprocal(n); });
  CHECK(error.find("reciprocal_test.cpp:" + std::to_string(__LINE__ - 1) + ": div: wants f32 or f64, not i32") == 0);
}
