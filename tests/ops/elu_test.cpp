#include <nabla/ops/elu.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

constexpr double scale = 1.0507009873554805, scale_alpha = 1.7580993408473768;

}  // namespace

TEST_CASE("elu and selu have Keras' values") {
  const auto elu2 = [](const Expr& x) { return elu(x, 2); };
  for (const DType dtype : {f32, f64}) {
    const double error = few_ulps(dtype);
    CHECK(difference(values([](const Expr& x) { return elu(x); }, dtype, {-1, 0, 2, inf, -inf}),
                     {std::expm1(-1.), 0, 2, inf, -1}, error) == "");
    CHECK(difference(values(elu2, dtype, {-1, 0, 2, -1000}), {2 * std::expm1(-1.), 0, 2, -2}, error) == "");
    CHECK(difference(values(selu, dtype, {-1, 0, 2, -1000}),
                     {scale_alpha * std::expm1(-1.), 0, 2 * scale, -scale_alpha}, error) == "");
  }
  CHECK(values([](const Expr& x) { return elu(x); }, f64, {-1})[0] == Approx(-.6321205588));
  CHECK(values(selu, f64, {-1})[0] == Approx(-1.1113307378));
}

TEST_CASE("elu near -0 is exact") {
  const double tiny = -1e-12;
  CHECK(difference(values([](const Expr& x) { return elu(x); }, f64, {tiny}), {std::expm1(tiny)}, 1e-15) == "");
}

TEST_CASE("at 0 the slope is that of the second branch: alpha") {
  CHECK(slopes([](const Expr& x) { return elu(x); }, f64, {0, 1, -1000}) == Numbers{1, 1, 0});
  CHECK(slopes([](const Expr& x) { return elu(x, 2); }, f64, {0, 1}) == Numbers{2, 1});
  CHECK(difference(slopes(selu, f64, {0, 1}), {scale_alpha, scale}, 1e-15) == "");
  CHECK(difference(slopes([](const Expr& x) { return elu(x, 2); }, f64, {-1}), {2 * std::exp(-1.)}, 1e-15) == "");
}

TEST_CASE("the second derivative is alpha e^x on the left and 0 on the right") {
  CHECK(difference(curvatures([](const Expr& x) { return elu(x, 2); }, f64, {-1, 3}), {2 * std::exp(-1.), 0}, 1e-15) ==
        "");
  CHECK(difference(curvatures(selu, f64, {-1, 3}), {scale_alpha * std::exp(-1.), 0}, 1e-15) == "");
}

TEST_CASE("the slopes keep their digits far to the left, where the values have none left") {
  const Numbers at{-40, -100, -700};
  CHECK(difference(slopes([](const Expr& x) { return elu(x, 2); }, f64, at),
                   {2 * std::exp(-40.), 2 * std::exp(-100.), 2 * std::exp(-700.)}, 1e-15) == "");
  CHECK(difference(slopes(selu, f64, {-100}), {scale_alpha * std::exp(-100.)}, 1e-15) == "");
}

TEST_CASE("at 0 the second derivative is that of the second branch") {
  CHECK(curvatures([](const Expr& x) { return elu(x, 2); }, f64, {-0., 0, 1e-300, inf, -inf}) ==
        Numbers{2, 2, 0, 0, 0});
  CHECK(difference(curvatures(selu, f64, {0, inf}), {scale_alpha, 0}, 1e-15) == "");
  CHECK(curvatures([](const Expr& x) { return celu(x, 2); }, f64, {-0., 0, 1e-300, inf, -inf}) ==
        Numbers{0.5, 0.5, 0, 0, 0});
}

TEST_CASE("celu has the slope 1 at 0 for every alpha") {
  for (const double alpha : {0.1, 1., 3.}) {
    const auto f = [&](const Expr& x) { return celu(x, alpha); };
    CHECK(slopes(f, f64, {-inf, -1e-300, 0, 1, inf}) == Numbers{0, 1, 1, 1, 1});
    CHECK(difference(values(f, f64, {-inf, -1, 2}), {-alpha, alpha * std::expm1(-1 / alpha), 2}, 1e-15) == "");
    CHECK(values(f, f64, {5e-324, -5e-324, -1e-310, -0.}) == Numbers{5e-324, -5e-324, -1e-310, 0});
  }
  CHECK_THAT(message_of([] { celu(input("x", f32, {}), 0); }), Catch::Matchers::Contains("celu: alpha must not be 0"));
}

TEST_CASE("alpha is part of what the operation is") {
  const Expr x = input("x", f32, {});
  CHECK(elu(x, 2)->op().equals(elu(x, 2)->op()));
  CHECK_FALSE(elu(x, 2)->op().equals(elu(x)->op()));
  CHECK(elu(x, 0.5)->op().attrs()[0].name == "alpha");
  CHECK(elu(x, 0.5)->op().attrs()[0].value == "0.5");
}
