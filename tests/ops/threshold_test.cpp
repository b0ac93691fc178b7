#include <nabla/ops/threshold.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("threshold gives the default up to the threshold itself, where the slope is 0") {
  const auto f = [](const Expr& x) { return threshold(x, 1, -2); };
  for (const DType dtype : {f32, f64}) {
    CHECK(values(f, dtype, {-inf, 0, 1, 1.5, inf}) == Numbers{-2, -2, -2, 1.5, inf});
    CHECK(slopes(f, dtype, {-inf, 0, 1, 1.5, inf}) == Numbers{0, 0, 0, 1, 1});
  }
  CHECK(curvatures([&](const Expr& x) { return f(x) * x; }, f64, {0, 1, 2}) == Numbers{0, 0, 2});
}

TEST_CASE("threshold keeps NaN, whatever the default") {  // Keras: the default
  CHECK(std::isnan(values([](const Expr& x) { return threshold(x, 1, 0); }, f32, {NaN})[0]));
  CHECK(difference(values([](const Expr& x) { return threshold(x, 0, NaN); }, f64, {-1, 1}), {NaN, 1}) == "");
}
