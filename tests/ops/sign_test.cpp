#include <nabla/ops/sign.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("sign is -1, 0 or 1, and keeps NaN") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(sign, dtype, {-3, -0., 0, 1e-30, inf, -inf, NaN}), {-1, 0, 0, 1, 1, -1, NaN}) == "");
    CHECK(!std::signbit(values(sign, dtype, {-0.})[0]));
  }
  for (const DType dtype : {i32, i64}) CHECK(values(sign, dtype, {-7, 0, 9}) == Numbers{-1, 0, 1});
  CHECK(sign(input("n", i64, {Dim("n")})).dtype() == i64);
}

TEST_CASE("the slope of sign is 0, at 0 too") { CHECK(slopes(sign, f64, {-1, 0, 2}) == Numbers{0, 0, 0}); }
