#include <nabla/ops/softsign.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("softsign is x / (1 + |x|), and 1 at infinity") {
  for (const DType dtype : {f32, f64})
    CHECK(difference(values(softsign, dtype, {0, 1, -3, inf, -inf}), {0, 0.5, -0.75, 1, -1}, few_ulps(dtype)) == "");
}

TEST_CASE("softsign' = 1 / (1 + |x|)^2, 0 at infinity") {
  CHECK(slopes(softsign, f64, {0, 1, -3, inf, -inf}) == Numbers{1, 0.25, 1. / 16, 0, 0});
  CHECK(difference(curvatures(softsign, f64, {1, -3, 0}), {-0.25, 2. / 64, 0}, 1e-15) == "");
}

TEST_CASE("softsign's second derivative is 0 at its jump, and at infinity") {
  CHECK(curvatures(softsign, f64, {-inf, -0., 0, inf}) == Numbers{0, 0, 0, 0});
}

TEST_CASE("softsign' is a number as long as it can be") {
  CHECK(difference(slopes(softsign, f64, {1e150, -1e160}), {1e-300, 1e-320}, 1e-3) == "");
  CHECK(difference(slopes(softsign, f32, {1e18, -1e20}), {1e-36, 1e-40}, 1e-4) == "");
}
