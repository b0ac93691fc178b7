#include <nabla/ops/losses/hinge.hpp>

#include <nabla/autodiff/verify.hpp>

#include "catch.hpp"
#include "support/losses.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("hinges of targets -1 and 1, or 0 and 1") {
  for (const DType dtype : {f32, f64}) {
    const Numbers p{2, .5, -3, .25}, signs{1, 1, -1, -1}, bits{1, 1, 0, 0};
    for (const Numbers& t : {signs, bits}) {
      CHECK(losses(hinge, dtype, {4}, p, t) == Numbers{0, .5, 0, 1.25});
      CHECK(losses(squared_hinge, dtype, {4}, p, t) == Numbers{0, .25, 0, 1.5625});
    }
    CHECK(losses(hinge, dtype, {2, 2}, p, signs) == Numbers{.25, .625});
    CHECK(difference(losses(hinge, dtype, {1}, {NaN}, {1}), {NaN}) == "");
  }
}

TEST_CASE("the categorical hinge compares the right score with the best wrong one") {
  for (const DType dtype : {f32, f64}) {
    const Numbers p{1, 2, 4, 5, 1, 1}, t{0, 1, 0, 1, 0, 0};
    CHECK(losses(categorical_hinge, dtype, {2, 3}, p, t) == Numbers{3, 0});
    CHECK(losses(categorical_hinge, dtype, {3}, {-1, -2, -4}, {0, 1, 0}) == Numbers{3});  // 0 is the best other
  }
}

TEST_CASE("at the hinge the slope is 0") {
  const Expr p = constant(tensor(f64, {4}, {1, .5, 2, -1})), t = constant(tensor(f64, {4}, {1, 1, 1, -1}));
  CHECK(numbers(evaluate(grad(hinge(p, t, {.reduction = Reduction::sum}), p))) == Numbers{0, -1, 0, 0});
  CHECK(numbers(evaluate(grad(squared_hinge(p, t, {.reduction = Reduction::sum}), p))) == Numbers{0, -1, 0, 0});
}

TEST_CASE("hinges have the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, 1.2, -2.5, .7, -.4, .1})},
                    {t, tensor(f64, {2, 3}, {1, -1, 1, 1, -1, 1})}};
  for (const Loss f : {hinge, squared_hinge, categorical_hinge})
    for (const int order : {1, 2}) {
      const GradientReport report = verify_gradient(f(p, t, {}), {p, t}, feeds, {.order = order});
      INFO(to_string(report));
      CHECK(report.ok());
    }
}
