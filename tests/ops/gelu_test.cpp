#include <nabla/ops/gelu.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/normal.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto exact = [](const Expr& x) { return gelu(x); };
const auto of_tanh = [](const Expr& x) { return gelu(x, true); };

}  // namespace

TEST_CASE("gelu(x) - gelu(-x) = x, in both forms") {
  const Numbers x{0.1, 0.7, 1.5, 4, 9, 30};
  for (const auto& f : {std::function<Expr(const Expr&)>(exact), std::function<Expr(const Expr&)>(of_tanh)})
    CHECK(difference(values([&](const Expr& e) { return f(e) - f(-e); }, f64, x), x, 1e-15) == "");
}

TEST_CASE("gelu: slopes and curvatures have their limits at infinity") {
  for (const DType dtype : {f32, f64}) {
    for (const double end : {inf, 1e30, 50.}) {
      CHECK(values(exact, dtype, {-end})[0] == 0);
      CHECK(values(of_tanh, dtype, {-end})[0] == 0);
      CHECK(slopes(exact, dtype, {-end, end}) == Numbers{0, 1});
      CHECK(slopes(of_tanh, dtype, {-end, end}) == Numbers{0, 1});
      CHECK(curvatures(exact, dtype, {-end, end}) == Numbers{0, 0});
      CHECK(curvatures(of_tanh, dtype, {-end, end}) == Numbers{0, 0});
    }
    CHECK(difference(curvatures(exact, dtype, {0}), {2 * 0.39894228040143268}, few_ulps(dtype)) == "");
    CHECK(difference(curvatures(of_tanh, dtype, {0}), {2 * 0.39894228040143268}, few_ulps(dtype)) == "");
  }
}

TEST_CASE("the form is part of what the operation is") {
  const Expr x = input("x", f32, {3});
  CHECK_FALSE(gelu(x)->op().equals(gelu(x, true)->op()));
  CHECK(gelu(x, true)->op().attrs()[0].name == "approximate");
}

TEST_CASE("normal_cdf adds up to 1 with its mirror image, and is 1/2 in the middle") {
  const Numbers x{0.1, 0.7, 1.5, 4, 9, 30};
  for (const DType dtype : {f32, f64})
    CHECK(difference(values([](const Expr& e) { return normal_cdf(e) + normal_cdf(-e); }, dtype, x), Numbers(6, 1),
                     few_ulps(dtype)) == "");
  CHECK(values(normal_cdf, f64, {-inf, 0, inf}) == Numbers{0, 0.5, 1});
  CHECK(difference(values(normal_cdf, f64, {1.959963984540054}), {0.975}, 1e-15) == "");
}

TEST_CASE("normal_pdf is the slope of normal_cdf, and is flat at infinity") {
  const Numbers x{-inf, -38, -3, 0, 0.5, 10, inf};
  CHECK(slopes(normal_cdf, f64, x) == values(normal_pdf, f64, x));
  CHECK(slopes(normal_pdf, f64, {-inf, 0, inf}) == Numbers{0, 0, 0});
  CHECK(curvatures(normal_pdf, f64, {-inf, 1, inf}) == Numbers{0, 0, 0});
}
