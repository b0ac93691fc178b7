#include <nabla/ops/xlogy.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("xlogy is 0 where x is 0, but keeps NaN") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(values(xlogy, dtype, {2, 0, 0, -0., 0, 2, 2}, {3, 0, inf, -1, NaN, 0, -1}),
                     {2 * std::log(3.), 0, 0, 0, NaN, -inf, NaN}, few_ulps(dtype)) == "");
    CHECK(difference(values(xlog1py, dtype, {2, 0, 0, 0, 0, 2, 2, NaN}, {3, -1, inf, -2, NaN, -1, -2, 0}),
                     {2 * std::log(4.), 0, 0, 0, NaN, -inf, NaN, NaN}, few_ulps(dtype)) == "");
  }
  CHECK(difference(values(xlog1py, f64, {3}, {1e-20}), {3e-20}, 1e-15) == "");
}

TEST_CASE("the slopes of xlogy are log(y) and x / y, which is 0 where both are 0") {
  const std::vector<Numbers> slope = partials(xlogy, {3, 0, 0, 2}, {2, 2, 0, 0});
  CHECK(difference(slope[0], {std::log(2.), std::log(2.), -inf, -inf}, 1e-15) == "");
  CHECK(difference(slope[1], {1.5, 0, 0, inf}, 1e-15) == "");
  const std::vector<Numbers> slope1 = partials(xlog1py, {3, 0, 0, 2}, {1, 1, -1, -1});
  CHECK(difference(slope1[0], {std::log(2.), std::log(2.), -inf, -inf}, 1e-15) == "");
  CHECK(difference(slope1[1], {1.5, 0, 0, inf}, 1e-15) == "");
}

TEST_CASE("the mixed second derivative of xlogy is 1 / y, from both sides, also at x = 0") {
  const auto by_x = [](const Expr& x, const Expr& y) { return x + grad(sum(xlogy(x, y)), x); };
  const auto by_y = [](const Expr& x, const Expr& y) { return grad(sum(xlogy(x, y)), y); };
  CHECK(partials(by_x, {3, 0}, {2, 2}) == std::vector<Numbers>{{1, 1}, {0.5, 0.5}});
  CHECK(partials(by_y, {3, 0}, {2, 2}) == std::vector<Numbers>{{0.5, 0.5}, {-0.75, 0}});
}

TEST_CASE("xlogy broadcasts floats") {
  const Expr x = constant(tensor(f64, {2, 1}, {0, 1})), y = constant(tensor(f64, {2}, {0, 1}));
  CHECK(numbers(evaluate(xlogy(x, y))) == Numbers{0, 0, -inf, 0});
  CHECK(numbers(evaluate(xlog1py(0, y))) == Numbers{0, 0});
  CHECK(message_of([] { xlogy(input("n", i32, {}), 1); }).find("xlogy: wants f32 or f64, not i32") !=
        std::string::npos);
}
