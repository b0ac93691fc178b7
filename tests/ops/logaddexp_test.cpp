#include <nabla/ops/logaddexp.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Numbers of(DType dtype, const Numbers& x, const Numbers& y) {
  const Sizes sizes{static_cast<std::int64_t>(x.size())};
  return numbers(evaluate(logaddexp(constant(tensor(dtype, sizes, x)), constant(tensor(dtype, sizes, y)))));
}

}  // namespace

TEST_CASE("logaddexp does not overflow") {
  for (const DType dtype : {f32, f64})
    CHECK(difference(of(dtype, {-800, -800, 10000, 0, 0}, {800, -805, 10000, 0, -80}),
                     {800, -799.9932846515109, 10000 + std::log(2.), std::log(2.), std::exp(-80.)},
                     few_ulps(dtype)) == "");
  const double x = 1e4, y = 1e4;  // log(e^x + e^y + e^(x - y) + e^(x + y))
  CHECK(numbers(evaluate(logaddexp(logaddexp(x, y), logaddexp(x - y, x + y)))) == Numbers{20000});
}

TEST_CASE("logaddexp is right at all infinities, and keeps NaN") {
  const Numbers x{-inf, inf, -inf, inf, -inf, 3, inf, 3, NaN, 1, NaN, inf};
  const Numbers y{-inf, inf, inf, -inf, 3, -inf, 3, inf, 1, NaN, -inf, NaN};
  for (const DType dtype : {f32, f64})
    CHECK(difference(of(dtype, x, y), {-inf, inf, inf, inf, 3, 3, inf, inf, NaN, NaN, NaN, NaN}) == "");
}

TEST_CASE("the slopes of logaddexp are sigmoids, and 1/2 where both operands are the same infinity") {
  const std::vector<Numbers> slope =
      partials(logaddexp, {0, 0, 2, -inf, inf, -inf, 1e4, inf}, {0, 100, 2, -inf, inf, 3, -1e4, -inf});
  CHECK(difference(slope[0], {0.5, std::exp(-100.), 0.5, 0.5, 0.5, 0, 1, 1}, 1e-14) == "");
  CHECK(difference(slope[1], {0.5, 1, 0.5, 0.5, 0.5, 1, 0, 0}, 1e-14) == "");
}

TEST_CASE("the second derivatives of logaddexp are finite everywhere, and right where x is y") {
  const auto by_x = [](const Expr& x, const Expr& y) { return grad(sum(logaddexp(x, y)), x); };
  const std::vector<Numbers> slope = partials(by_x, {1, -inf, inf, -inf}, {1, -inf, inf, 3});
  CHECK(slope[0] == Numbers{0.25, 0, 0, 0});
  CHECK(slope[1] == Numbers{-0.25, 0, 0, 0});
}

TEST_CASE("logaddexp broadcasts floats") {
  const Dim batch("batch");
  CHECK(logaddexp(input("x", f32, {batch, 1}), input("y", f32, {3})).type() == Type{f32, {batch, 3}});
  CHECK(message_of([] { logaddexp(input("n", i32, {}), 1); }).find("logaddexp: wants f32 or f64, not i32") !=
        std::string::npos);
}
