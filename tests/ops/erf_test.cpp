#include <nabla/ops/erf.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const double two_by_root_pi = 2 / std::sqrt(std::acos(-1.));

}  // namespace

TEST_CASE("erf and erfc have their limits, and erfc its digits") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(erf, dtype, {0, 1, -1, inf, -inf, NaN}), {0, std::erf(1.), -std::erf(1.), 1, -1, NaN},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(erfc, dtype, {0, 1, 9, inf, -inf, NaN}), {1, std::erfc(1.), std::erfc(9.), 0, 2, NaN},
                     few_ulps(dtype)) == "");
  }
  CHECK(difference(values(erfc, f64, {10}), {2.088487583762544757e-45}, 1e-15) == "");
}

TEST_CASE("erfinv is the inverse of erf, infinite at both ends and NaN beyond") {
  for (const DType dtype : {f32, f64})
    CHECK(difference(values(erfinv, dtype, {0, 1, -1, 1.5, -inf, NaN}), {0, inf, -inf, NaN, NaN, NaN}) == "");
  const Numbers x{-2, -1, -0.3, -1e-9, 1e-300, 0.5, 2.5, 4};
  CHECK(difference(values([](const Expr& v) { return erfinv(erf(v)); }, f64, x), x, 1e-9) == "");
  const Numbers y{-0.999, -0.5, 1e-20, 0.3, 0.5, 0.7, 0.99999};
  CHECK(difference(values([](const Expr& v) { return erf(erfinv(v)); }, f64, y), y, 1e-15) == "");
  CHECK(difference(values([](const Expr& v) { return erfc(erfinv(v)); }, f64, {1 - 0x1p-50}), {0x1p-50}, 1e-13) == "");
}

TEST_CASE("the slopes of the error function, its complement and its inverse") {
  const double at_one = two_by_root_pi * std::exp(-1.);
  CHECK(difference(slopes(erf, f64, {0, 1, inf}), {two_by_root_pi, at_one, 0}, 1e-15) == "");
  CHECK(difference(slopes(erfc, f64, {0, 1, -inf}), {-two_by_root_pi, -at_one, -0.}, 1e-15) == "");
  CHECK(difference(slopes(erfinv, f64, {0, std::erf(1.), 1, -1}), {1 / two_by_root_pi, 1 / at_one, inf, inf}, 1e-14) ==
        "");
  CHECK(difference(curvatures(erf, f64, {0, 1}), {0, -2 * at_one}, 1e-15) == "");
  CHECK(difference(curvatures(erfinv, f64, {std::erf(1.)}), {2 / (at_one * at_one)}, 1e-14) == "");
}
