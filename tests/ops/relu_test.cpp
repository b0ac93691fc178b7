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
