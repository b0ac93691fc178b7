#include <nabla/ops/log_sigmoid.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("log_sigmoid is x far to the left and -e^-x far to the right") {
  for (const DType dtype : {f32, f64})
    CHECK(difference(values(log_sigmoid, dtype, {-inf, -1e4, 0, 50, inf}),
                     {-inf, -1e4, -0.69314718055994531, -std::exp(-50.), 0}, few_ulps(dtype)) == "");
}

TEST_CASE("log_sigmoid' = sigmoid(-x), with all digits on the right") {
  CHECK(difference(slopes(log_sigmoid, f64, {-inf, 0, 50, inf}), {1, 0.5, std::exp(-50.), 0}, 1e-15) == "");
  CHECK(curvatures(log_sigmoid, f64, {-inf, 0, inf}) == Numbers{0, -0.25, 0});
}
