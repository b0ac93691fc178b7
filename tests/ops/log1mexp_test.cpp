#include <nabla/ops/log1mexp.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("log1mexp has its digits at both ends") {
  const Numbers x{-0x1p-55, -500, -0.8, -0.6, 0, -0., -inf};
  const Numbers y{-38.123094930796991,
                  -7.124576406741286e-218,
                  std::log(-std::expm1(-0.8)),
                  std::log(-std::expm1(-0.6)),
                  -inf,
                  -inf,
                  0};
  CHECK(difference(values(log1mexp, f64, x), y, 1e-12) == "");
  CHECK(difference(values(log1mexp, f32, {-0x1p-55, -80, -0.75, 0}),
                   {-38.123094930796991, -std::exp(-80.), std::log(-std::expm1(-0.75)), -inf}, few_ulps(f32)) == "");
  CHECK(difference(values(log1mexp, f64, {1, 1e-300, NaN, inf}), {NaN, NaN, NaN, NaN}) == "");
}

TEST_CASE("the slope of log1mexp is -1 / (e^-x - 1), and -inf at 0") {
  const Numbers x{-1e-10, -0.5, -3, -500, 0, -0., -inf};
  const Numbers slope{
      -1 / std::expm1(1e-10), -1 / std::expm1(0.5), -1 / std::expm1(3.), -std::exp(-500.), -inf, -inf, 0};
  CHECK(difference(slopes(log1mexp, f64, x), slope, 1e-14) == "");
  CHECK(difference(curvatures(log1mexp, f64, {-1, 0}), {-std::exp(1.) / std::pow(std::expm1(1.), 2), -inf}, 1e-14) ==
        "");
}
