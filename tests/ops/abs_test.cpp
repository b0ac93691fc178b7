#include <nabla/ops/abs.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("abs drops the sign, for every number dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) CHECK(values(abs, dtype, {-3, 0, 4}) == Numbers{3, 0, 4});
  CHECK(values(abs, f64, {-inf}) == Numbers{inf});
  CHECK_FALSE(std::signbit(values(abs, f32, {-0.})[0]));
}

TEST_CASE("abs' is the sign, and abs'(0) = 0") {
  CHECK(slopes(abs, f64, {-inf, -3, -0., 0, 5, inf}) == Numbers{-1, -1, 0, 0, 1, 1});
  CHECK(curvatures([](const Expr& x) { return abs(x) * x; }, f64, {-3, 0, 5}) == Numbers{-2, 0, 2});
}
