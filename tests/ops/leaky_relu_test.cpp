#include <nabla/ops/leaky_relu.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const auto steep = [](const Expr& x) { return leaky_relu(x, 2); };
const auto flat = [](const Expr& x) { return leaky_relu(x, 0); };
const auto mirrored = [](const Expr& x) { return leaky_relu(x, -1); };

}  // namespace

TEST_CASE("leaky_relu is x or slope * x by the sign of x, whatever the slope") {
  for (const DType dtype : {f32, f64}) {
    CHECK(values(steep, dtype, {-inf, -1, 0, 1, inf}) == Numbers{-inf, -2, 0, 1, inf});  // Keras on numpy: 2 at 1
    CHECK(values(mirrored, dtype, {-inf, -1, 0, 1, inf}) == Numbers{inf, 1, 0, 1, inf});
    CHECK(values(flat, dtype, {-inf, -1, 0, 1, inf}) == Numbers{0, 0, 0, 1, inf});
  }
}

TEST_CASE("leaky_relu'(0) is the slope of the second branch") {
  CHECK(slopes([](const Expr& x) { return leaky_relu(x); }, f64, {-1, -0., 0, 1e-300, 1}) == Numbers{.2, .2, .2, 1, 1});
  CHECK(slopes(flat, f64, {-inf, 0, inf}) == Numbers{0, 0, 1});
  CHECK(slopes(mirrored, f64, {-1, 0, 1}) == Numbers{-1, -1, 1});
}

TEST_CASE("prelu has a slope for each unit, which gets min(x, 0) summed over the batch") {
  const Expr x = constant(tensor(f64, {3, 2}, {-1, 2, -3, -4, 0, -inf})), alpha = input("alpha", f64, {2});
  const Tensor slopes = tensor(f64, {2}, {0.5, 0});
  CHECK(numbers(evaluate(prelu(x, alpha), {{alpha, slopes}})) == Numbers{-0.5, 2, -1.5, 0, 0, 0});
  CHECK(numbers(evaluate(grad(sum(prelu(x, alpha)), alpha), {{alpha, slopes}})) == Numbers{-4, -inf});
  CHECK(prelu(input("x", f32, {Dim("batch"), 4, 3}), input("alpha", f32, {4, 1})).shape() == Shape{Dim("batch"), 4, 3});
}

TEST_CASE("prelu at its kink: the slope to x is alpha, to alpha 0") {
  CHECK(partials(prelu, {0, -0., 1e-300}, {.25, .25, .25}) == std::vector<Numbers>{{.25, .25, 1}, {0, -0., 0}});
  // and that of either slope: the second branch's 1
  const Expr a = input("a", f64, {}), x = input("x", f64, {});
  const Expr mixed = grad(grad(prelu(x, a), x), a), crossed = grad(grad(prelu(x, a), a), x);
  const Feeds zero{{x, tensor(f64, {}, {0})}, {a, tensor(f64, {}, {.5})}};
  CHECK(evaluate(mixed, zero).item<double>() == 1);
  CHECK(evaluate(crossed, zero).item<double>() == 1);
}

TEST_CASE("prelu: infinities and NaN") {
  for (const DType dtype : {f32, f64}) {
    const auto at = [&](double x, double alpha) {
      return numbers(evaluate(prelu(constant(tensor(dtype, {}, {x})), alpha)))[0];
    };
    CHECK(at(-inf, 0) == 0);  // Keras: NaN
    CHECK(at(-inf, 0.5) == -inf);
    CHECK(at(inf, 0) == inf);
    CHECK(std::isnan(at(NaN, 0)));
    CHECK(std::isnan(at(1, NaN)));  // a slope that has diverged is seen
  }
}

TEST_CASE("slopes are numbers, or fit x") {
  const Expr x = input("x", f32, {Dim("batch"), 3}), i = input("i", i32, {3});
  CHECK_THAT(message_of([&] { prelu(x, input("alpha", f32, {4})); }),
             Catch::Matchers::Contains("prelu: cannot broadcast"));
  CHECK_THAT(message_of([&] { prelu(i, i); }), Catch::Matchers::Contains("prelu: wants f32 or f64, not i32"));
  CHECK(leaky_relu(x, 0.1)->op().attrs()[0].value == "0.1");
}
