#include <nabla/ops/mish.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/softplus.hpp>
#include <nabla/ops/tanh.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto by_formula = [](const Expr& x) { return x * tanh(softplus(x)); };
const Numbers usual{-20, -3, -1.1924, -0.4, 0, 0.3, 2, 15, 80};

}  // namespace

TEST_CASE("mish is x tanh(softplus(x)), in value, slope and curvature") {
  CHECK(difference(values(mish, f64, usual), values(by_formula, f64, usual), 2e-15) == "");
  const Numbers slope = slopes(mish, f64, usual), wanted = slopes(by_formula, f64, usual);
  const Numbers curvature = curvatures(mish, f64, usual), wanted_curvature = curvatures(by_formula, f64, usual);
  for (std::size_t i = 0; i < usual.size(); ++i) {
    CHECK(slope[i] == Approx(wanted[i]).epsilon(1e-14).margin(1e-15));
    CHECK(curvature[i] == Approx(wanted_curvature[i]).epsilon(1e-13).margin(1e-14));
  }
}

TEST_CASE("mish' has its limits at infinity, and keeps its digits on the way to -inf") {
  for (const DType dtype : {f32, f64}) {
    CHECK(slopes(mish, dtype, {-inf, -1e30, 1e30, inf}) == Numbers{0, 0, 1, 1});
    CHECK(curvatures(mish, dtype, {-inf, -1e30, 1e30, inf}) == Numbers{0, 0, 0, 0});
  }
  CHECK(difference(slopes(mish, f64, {-50, -712}), {-49 * std::exp(-50.), -711 * std::exp(-712.L)}, 1e-14) == "");
}
