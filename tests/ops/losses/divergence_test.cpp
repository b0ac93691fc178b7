#include <nabla/ops/losses/divergence.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>

#include "catch.hpp"
#include "support/losses.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// Of the sum of the losses, for prediction and target.
std::vector<Numbers> loss_slopes(Loss f, const Sizes& sizes, const Numbers& prediction, const Numbers& target) {
  const Expr p = constant(tensor(f64, sizes, prediction)), t = constant(tensor(f64, sizes, target));
  const std::vector<Tensor> slopes = evaluate(grad(f(p, t, {.reduction = Reduction::sum}), {p, t}));
  return {numbers(slopes[0]), numbers(slopes[1])};
}

}  // namespace

TEST_CASE("the Poisson loss") {
  for (const DType dtype : {f32, f64}) {
    CHECK(difference(losses(poisson, dtype, {3}, {1, 2, .5}, {1, 3, 2}), {1, 2 - 3 * std::log(2), .5 + 2 * std::log(2)},
                     10 * few_ulps(dtype)) == "");  // 2 - 3 log(2) is a difference
    CHECK(losses(poisson, dtype, {3}, {0, 4, 0}, {0, 0, 2}) == Numbers{0, 4, inf});
  }
  const std::vector<Numbers> slopes = loss_slopes(poisson, {3}, {0, 4, 2}, {0, 0, 1});
  CHECK(difference(slopes[0], {1, 1, .5}, 1e-15) == "");
  CHECK(difference(slopes[1], {0, -std::log(4), -std::log(2)}, 1e-15) == "");
}

TEST_CASE("Kullback and Leibler's divergence") {
  for (const DType dtype : {f32, f64}) {
    const double want = .25 * std::log(.5) + .75 * std::log(1.5);
    CHECK(difference(losses(kl_divergence, dtype, {2, 2}, {.5, .5, .25, .75}, {.25, .75, .25, .75}), {want, 0},
                     2 * few_ulps(dtype)) == "");
    CHECK(difference(losses(kl_divergence, dtype, {3}, {0, .5, .5}, {0, 0, 1}), {std::log(2)}, few_ulps(dtype)) == "");
    CHECK(losses(kl_divergence, dtype, {2}, {0, 1}, {1, 0}) == Numbers{inf});
  }
  const std::vector<Numbers> slopes = loss_slopes(kl_divergence, {4}, {0, .5, .25, .25}, {0, 0, .5, .5});
  CHECK(difference(slopes[0], {0, 0, -2, -2}, 1e-15) == "");
  CHECK(difference(slopes[1], {0, std::log(2), 1 + std::log(2), 1 + std::log(2)}, 1e-15) == "");
}

TEST_CASE("divergences have the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, .2, .5, .7, .1, .2})},
                    {t, tensor(f64, {2, 3}, {.1, .4, .5, .3, .3, .4})}};
  for (const Loss f : {poisson, kl_divergence})
    for (const int order : {1, 2}) {
      const GradientReport report = verify_gradient(f(p, t, {}), {p, t}, feeds, {.order = order});
      INFO(to_string(report));
      CHECK(report.ok());
    }
}
