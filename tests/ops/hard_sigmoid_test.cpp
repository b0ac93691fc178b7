#include <nabla/ops/hard_sigmoid.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto keras2 = [](const Expr& x) { return hard_sigmoid(x, 0.2); };
const auto keras3 = [](const Expr& x) { return hard_sigmoid(x); };

}  // namespace

TEST_CASE("hard_sigmoid has the values of Keras 3, or with its slope those of Keras 2") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(keras3, dtype, {-inf, -4, -1.5, 0, 1.5, 4, inf}), {0, 0, 0.25, 0.5, 0.75, 1, 1},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(keras2, dtype, {-3, -2.5, -1, 0, 1, 2.5}), {0, 0, .3, .5, .7, 1}, few_ulps(dtype)) == "");
  }
}

TEST_CASE("its gradient passes on the closed interval between the kinks") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(slopes(keras3, dtype, {-inf, -3.001, -3, 0, 3, 3.001, inf}), {0, 0, 1 / 6., 1 / 6., 1 / 6., 0, 0},
                     few_ulps(dtype)) == "");
    CHECK(difference(slopes(keras2, dtype, {-2.501, -2.5, 0, 2.5, 2.501}), {0, .2, .2, .2, 0}, few_ulps(dtype)) == "");
  }
  CHECK(curvatures([](const Expr& x) { return hard_sigmoid(x, 0.25) * x; }, f64, {1, 5}) == Numbers{0.5, 0});
}
