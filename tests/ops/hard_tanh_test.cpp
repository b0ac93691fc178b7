#include <nabla/ops/hard_tanh.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("hard_tanh clips to [-1, 1], and the gradient passes on that closed interval") {
  for (const DType dtype : {f32, f64}) {
    CHECK(values(hard_tanh, dtype, {-inf, -1.5, -1, 0.5, 1, 2, inf}) == Numbers{-1, -1, -1, 0.5, 1, 1, 1});
    CHECK(slopes(hard_tanh, dtype, {-inf, -1.001, -1, 0, 1, 1.001, inf}) == Numbers{0, 0, 1, 1, 1, 0, 0});
  }
  CHECK(curvatures([](const Expr& x) { return hard_tanh(x) * x; }, f64, {-2, 1, 2}) == Numbers{0, 2, 0});
}
