#include <nabla/ops/relu.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("relu is max(x, 0)") {
  for (const DType dtype : {f32, f64}) CHECK(values(relu, dtype, {-inf, -2, 0, 3, inf}) == Numbers{0, 0, 0, 3, inf});
}

TEST_CASE("relu'(0) = 0, and relu'' is 0 and not NaN") {
  CHECK(slopes(relu, f64, {-inf, -1, -0., 0, 1e-300, 2, inf}) == Numbers{0, 0, 0, 0, 1, 1, 1});
  CHECK(curvatures([](const Expr& x) { return relu(x) * x; }, f64, {-1, 0, 2}) == Numbers{0, 0, 2});
}

TEST_CASE("the norm of a relu that is off has the gradient 0") {
  const auto norm = [](const Expr& x) { return 0.5 * square(relu(x)); };
  CHECK(slopes(norm, f64, {-3, 2}) == Numbers{0, 2});
}

TEST_CASE("relu of default options, or with a slope alone, is the simpler operation") {
  const Expr x = input("x", f32, {3});
  CHECK(relu(x, {})->op().name() == "relu");
  CHECK(relu(x, {.negative_slope = 0.1})->op().name() == "leaky_relu");
  CHECK(relu6(x)->op().name() == "general_relu");
}

TEST_CASE("relu with options: at the threshold the second branch counts, at the maximum the first") {
  const auto f = [](const Expr& x) { return relu(x, {.max_value = 3, .negative_slope = 0.25, .threshold = 1}); };
  for (const DType dtype : {f32, f64}) {
    CHECK(values(f, dtype, {-inf, -3, 1, 2, 3, 4, inf}) == Numbers{-inf, -1, 0, 2, 3, 3, 3});
    CHECK(slopes(f, dtype, {-inf, 1, 1.5, 3, 3.001, inf}) == Numbers{0.25, 0.25, 1, 1, 0, 0});
    CHECK(slopes(relu6, dtype, {-inf, -1, 0, 1e-30, 6, 6.001, inf}) == Numbers{0, 0, 0, 1, 1, 0, 0});
  }
}

TEST_CASE("thresholded_relu is 0 up to theta itself, in value and slope") {
  const auto half = [](const Expr& x) { return thresholded_relu(x, 0.5); };
  CHECK(values(half, f64, {-inf, 0, 0.5, 0.51, inf}) == Numbers{0, 0, 0, 0.51, inf});  // Keras: NaN at -inf
  CHECK(slopes(half, f64, {-inf, 0, 0.5, 0.51, inf}) == Numbers{0, 0, 0, 1, 1});
}

TEST_CASE("relu with a maximum below its threshold is that maximum above it") {
  const auto f = [](const Expr& x) { return relu(x, {.max_value = 1, .threshold = 2}); };
  CHECK(values(f, f64, {0, 1.5, 2, 2.5}) == Numbers{0, 0, 0, 1});
  CHECK(slopes(f, f64, {0, 1.5, 2, 2.5}) == Numbers{0, 0, 0, 0});
}
