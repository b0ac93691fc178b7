#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("sqrt and square mean what they say") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(sqrt, dtype, {4, 0, -1, inf}), {2, 0, NaN, inf}) == "");
    CHECK(values(square, dtype, {-3, 0, -inf}) == Numbers{9, 0, inf});
  }
  CHECK(values(square, i32, {-3, 4}) == Numbers{9, 16});
  CHECK(values(square, i64, {-3, 4}) == Numbers{9, 16});
}

TEST_CASE("their slopes are 1 / (2 sqrt x), infinite at 0, and 2 x") {
  CHECK(slopes(sqrt, f64, {4, 0}) == Numbers{0.25, inf});
  CHECK(slopes(square, f64, {-3, 0}) == Numbers{-6, 0});
  CHECK(curvatures(sqrt, f64, {4}) == Numbers{-1. / 32});
  CHECK(curvatures(square, f64, {-3, 0}) == Numbers{2, 2});
}
