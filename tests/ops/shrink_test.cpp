#include <nabla/ops/shrink.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto hard = [](const Expr& x) { return hard_shrink(x, 1); };
const auto soft = [](const Expr& x) { return soft_shrink(x, 1); };
const auto at_zero = [](const Expr& x) { return hard_shrink(x, 0); };

}  // namespace

TEST_CASE("the shrinks are 0 on the closed zone, in value and slope") {
  for (const DType dtype : {f32, f64}) {
    CHECK(values(hard, dtype, {-inf, -2, -1, 0, 1, 1.5, inf}) == Numbers{-inf, -2, 0, 0, 0, 1.5, inf});
    CHECK(values(soft, dtype, {-inf, -2, -1, 0, 1, 1.5, inf}) == Numbers{-inf, -1, 0, 0, 0, 0.5, inf});
    for (const auto& f : {std::function<Expr(const Expr&)>(hard), std::function<Expr(const Expr&)>(soft)}) {
      CHECK(slopes(f, dtype, {-inf, -1.001, -1, 0, 1, 1.001, inf}) == Numbers{1, 1, 0, 0, 0, 1, 1});
      CHECK(std::isnan(values(f, dtype, {NaN})[0]));  // Keras: 0
    }
  }
  CHECK(curvatures([](const Expr& x) { return hard(x) * x; }, f64, {-2, 1, 2}) == Numbers{2, 0, 2});
}

TEST_CASE("a threshold of 0 shrinks nothing, but the slope at 0 is 0") {
  CHECK(values(at_zero, f64, {-1, 0, 1e-300}) == Numbers{-1, 0, 1e-300});
  CHECK(slopes(at_zero, f64, {-1, 0, 1e-300}) == Numbers{1, 0, 1});
}

TEST_CASE("a threshold is in the precision of x") {
  const auto tenth = [](const Expr& x) { return hard_shrink(x, 0.1); };
  const Expr x = constant(Tensor::from_vector<float>({1}, {0.1F}));
  CHECK(numbers(evaluate(tenth(x))) == Numbers{0});  // 0.1F is above 0.1
  CHECK(numbers(evaluate(grad(sum(tenth(x)), x))) == Numbers{0});
}

TEST_CASE("a threshold below 0 is an error") {
  const Expr x = input("x", f32, {3});
  CHECK_THAT(message_of([&] { hard_shrink(x, -1); }),
             Catch::Matchers::Contains("hard_shrink: the threshold must not be below 0, and is -1"));
  CHECK_THAT(message_of([&] { soft_shrink(x, NaN); }),
             Catch::Matchers::Contains("soft_shrink: the threshold must not be below 0, and is nan"));
}

TEST_CASE("tanh_shrink is x^3 / 3 near 0, to the last digit") {
  CHECK(difference(values(tanh_shrink, f64, {1e-5, -1e-100}), {3.3333333332e-16, -3.3333333333333335e-301}, 1e-15) ==
        "");
  CHECK(difference(values(tanh_shrink, f32, {1e-3}), {3.3333320000005397e-10}, few_ulps(f32)) == "");  // Keras: 0
  CHECK(difference(slopes(tanh_shrink, f64, {1e-5}), {9.9999999993333334e-11}, 1e-15) == "");
}
