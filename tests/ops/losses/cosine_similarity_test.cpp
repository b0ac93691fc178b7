#include <nabla/ops/losses/cosine_similarity.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Numbers losses(DType dtype, const Sizes& sizes, const Numbers& prediction, const Numbers& target) {
  return numbers(evaluate(cosine_similarity(constant(tensor(dtype, sizes, prediction)),
                                            constant(tensor(dtype, sizes, target)), {.reduction = Reduction::none})));
}

}  // namespace

TEST_CASE("the cosine loss is -1 where vectors point the same way, 1 where opposite") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = few_ulps(dtype);
    CHECK(difference(losses(dtype, {3, 2}, {3, 4, 1, 0, -2, -2}, {3, 4, 0, 7, 1, 1}), {-1, 0, 1}, ulps) == "");
    CHECK(difference(losses(dtype, {2}, {1, 1}, {1, 0}), {-std::sqrt(.5)}, ulps) == "");
  }
  CHECK(difference(losses(f64, {2}, {3e200, 4e200}, {4e-200, 3e-200}), {-24 / 25.}, 1e-15) == "");
}

TEST_CASE("a vector of zeros points nowhere: loss and derivatives are 0") {
  const Expr p = constant(tensor(f64, {2, 2}, {0, 0, 1, 2})), t = constant(tensor(f64, {2, 2}, {1, 2, 0, 0}));
  const Expr loss = cosine_similarity(p, t, {.reduction = Reduction::sum});
  CHECK(evaluate(loss).item<double>() == 0);
  const std::vector<Expr> slopes = grad(loss, {p, t});
  CHECK(numbers(evaluate(slopes[0])) == Numbers{0, 0, 0, 0});
  CHECK(numbers(evaluate(slopes[1])) == Numbers{0, 0, 0, 0});
  for (const double d : numbers(evaluate(grad(sum(slopes[0]), p)))) CHECK(d == 0);
}

TEST_CASE("the cosine loss has the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, -1.2, .5, .7, 4, .2})},
                    {t, tensor(f64, {2, 3}, {.1, .4, .5, -3, .3, .4})}};
  for (const int order : {1, 2}) {
    const GradientReport report = verify_gradient(cosine_similarity(p, t), {p, t}, feeds, {.order = order});
    INFO(to_string(report));
    CHECK(report.ok());
  }
}
