#include <nabla/ops/gamma.hpp>

#include <math.h>  // signgam

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const double pi = std::acos(-1.);
const double euler = 0.57721566490153286061;

}  // namespace

TEST_CASE("lgamma is the logarithm of a factorial, and infinite at the poles") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(lgamma, dtype, {1, 2, 5, 0.5, -0.5}),
                     {0, 0, std::log(24.), std::log(pi) / 2, std::log(4 * pi) / 2}, few_ulps(dtype)) == "");
    CHECK(difference(values(lgamma, dtype, {0, -0., -1, -7, inf, -inf, NaN}), {inf, inf, inf, inf, inf, inf, NaN}) ==
          "");
  }
}

TEST_CASE("lgamma leaves the global sign of C alone: it may run in several threads") {
  ::signgam = 7;
  values(lgamma, f64, {-0.5, 0.5});
  values(lgamma, f32, {-0.5, 0.5});
  CHECK(::signgam == 7);
}

TEST_CASE("digamma at whole numbers, half numbers, and its root") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(digamma, dtype, {1, 2, 3, 0.5, -0.5}),
                     {-euler, 1 - euler, 1.5 - euler, -euler - 2 * std::log(2.), 0.036489973978576520559},
                     few_ulps(dtype)) == "");
    CHECK(difference(values(digamma, dtype, {0, -0., -1, -5, inf, -inf, NaN}), {-inf, inf, NaN, NaN, inf, NaN, NaN}) ==
          "");
  }
  // The two doubles around 1.46163...: the slope there is 0.9676.
  CHECK(difference(values(digamma, f64, {1.4616321449683622, 1.4616321449683625}),
                   {-9.24126552172942748e-17, 1.2245374622004069e-16}, 1e-15) == "");
}

TEST_CASE("polygamma at 1 is a zeta function, and infinite at the poles") {
  const double zeta3 = 1.2020569031595942854;
  for (const DType dtype : {f32, f64}) {
    const auto of = [&](int n, const Numbers& x) {
      return values([n](const Expr& v) { return polygamma(n, v); }, dtype, x);
    };
    CHECK(difference(of(0, {1}), {-euler}, few_ulps(dtype)) == "");
    CHECK(difference(of(1, {1, 0.5, -0.5}), {pi * pi / 6, pi * pi / 2, pi * pi / 2 + 4}, few_ulps(dtype)) == "");
    CHECK(difference(of(2, {1, 0.5}), {-2 * zeta3, -14 * zeta3}, few_ulps(dtype)) == "");
    CHECK(difference(of(3, {1}), {std::pow(pi, 4) / 15}, few_ulps(dtype)) == "");
    CHECK(difference(of(1, {0, -0., -3, inf, -inf, NaN}), {inf, inf, inf, 0, NaN, NaN}) == "");
    CHECK(difference(of(2, {0, -0., -3, inf, -inf, NaN}), {-inf, inf, NaN, 0, NaN, NaN}) == "");
  }
}

TEST_CASE("the derivatives of lgamma go on forever") {
  const Numbers x{0.3, 1, 2.5, 20, -1.5};
  CHECK(slopes(lgamma, f64, x) == values(digamma, f64, x));
  const auto trigamma = [](const Expr& v) { return polygamma(1, v); };
  CHECK(slopes(digamma, f64, x) == values(trigamma, f64, x));
  CHECK(curvatures(lgamma, f64, x) == values(trigamma, f64, x));
  CHECK(curvatures(trigamma, f64, x) == values([](const Expr& v) { return polygamma(3, v); }, f64, x));
}

TEST_CASE("there is no derivative of negative order") {
  const Expr x = input("x", f64, {});
  CHECK(polygamma(0, x)->op().name() == "digamma");
  CHECK(polygamma(0, x)->where().line == __LINE__);
  const std::string error = message_of([&] { polygamma(-1, x); });
  CHECK(error.find("gamma_test.cpp:" + std::to_string(__LINE__ - 1) +
                   ": polygamma: n is -1: wants 1 or more, or 0, which is digamma") == 0);
}
