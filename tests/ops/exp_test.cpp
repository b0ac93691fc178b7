#include <nabla/ops/exp.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("exp and expm1 are exact at both ends") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(exp, dtype, {0, 1, -1, inf, -inf, 1000, -1000}),
                     {1, std::exp(1.), std::exp(-1.), inf, 0, inf, 0}, few_ulps(dtype)) == "");
    CHECK(difference(values(expm1, dtype, {0, 1, -1, inf, -inf, 1000}),
                     {0, std::expm1(1.), std::expm1(-1.), inf, -1, inf}, few_ulps(dtype)) == "");
    const double tiny = tensor(dtype, {}, {1e-20}).cast(f64).item<double>();
    CHECK(values(expm1, dtype, {tiny}) == Numbers{tiny});
  }
}

TEST_CASE("the slope of exp and expm1 is e^x, to the last digits") {
  const Numbers x{-40, -3, 0, 2};
  const Numbers slope{std::exp(-40.), std::exp(-3.), 1, std::exp(2.)};
  for (const Function f : {Function(exp), Function(expm1)}) {
    CHECK(difference(slopes(f, f64, x), slope, 1e-15) == "");
    CHECK(difference(curvatures(f, f64, x), slope, 1e-15) == "");
  }
}

TEST_CASE("the gradient through exp reuses its result") {
  const Expr x = input("x", f64, {}), dy = input("dy", f64, {});
  const Expr y = exp(x);
  const Expr dx = y->op().pullback(y->operands(), y, dy)[0].expr();
  CHECK(dx->op().name() == "mul");
  CHECK(dx->operands()[0] == dy);
  CHECK(dx->operands()[1] == y);
}

TEST_CASE("exp2 is whole where its argument is") {
  for (const DType dtype : {f32, f64}) {
    CHECK(values(exp2, dtype, {0, 1, -3, 10, 100, inf, -inf}) == Numbers{1, 2, 0.125, 1024, 0x1p100, inf, 0});
    CHECK(difference(values(exp2, dtype, {0.5, 2000, -2000}), {std::sqrt(2.), inf, 0}, few_ulps(dtype)) == "");
  }
  CHECK(difference(slopes(exp2, f64, {0, 3}), {std::log(2.), 8 * std::log(2.)}, 1e-15) == "");
  CHECK(difference(curvatures(exp2, f64, {3}), {8 * std::log(2.) * std::log(2.)}, 1e-15) == "");
}
