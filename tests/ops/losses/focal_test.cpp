#include <nabla/ops/losses/focal.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/losses/classification.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Expr matrix(DType dtype, std::int64_t rows, const Numbers& entries) {
  return constant(tensor(dtype, {rows, static_cast<std::int64_t>(entries.size()) / rows}, entries));
}

}  // namespace

TEST_CASE("Keras's focal losses") {
  for (const DType dtype : {f32, f64}) {
    const Expr p = matrix(dtype, 2, {.6, .4, .4, .6}), t = matrix(dtype, 2, {0, 1, 0, 0});
    const Numbers binary = numbers(evaluate(binary_focal_cross_entropy(p, t, {.reduction = Reduction::none})));
    CHECK(binary[0] == Approx(.36 * -std::log(.4)).epsilon(1e-6));
    CHECK(binary[1] == Approx((.16 * -std::log(.6) + .36 * -std::log(.4)) / 2).epsilon(1e-6));
    const Numbers balanced =
        numbers(evaluate(binary_focal_cross_entropy(p, t, {.alpha = .25, .reduction = Reduction::none})));
    CHECK(balanced[0] == Approx(.36 * -std::log(.4) * (.75 + .25) / 2).epsilon(1e-6));
    CHECK(balanced[1] == Approx(.75 * binary[1]).epsilon(1e-6));
    const Expr q = matrix(dtype, 2, {.05, .9, .05, .1, .85, .05}), u = matrix(dtype, 2, {0, 1, 0, 0, 0, 1});
    CHECK(difference(numbers(evaluate(categorical_focal_cross_entropy(q, u, {.reduction = Reduction::none}))),
                     {2.63401289e-04, 6.75912094e-01}, 1e-6) == "");
    CHECK(
        difference(numbers(evaluate(categorical_focal_cross_entropy(q, u, {.alpha = 1, .reduction = Reduction::none}))),
                   {4 * 2.63401289e-04, 4 * 6.75912094e-01}, 1e-6) == "");
  }
}

TEST_CASE("with gamma 0 a focal loss is the cross-entropy") {
  const Expr p = matrix(f64, 2, {.2, .3, .5, .6, .3, .1}), t = matrix(f64, 2, {0, 1, 0, 0, 0, 1});
  for (const bool logits : {false, true}) {
    const Expr binary = binary_cross_entropy(p, t, {.from_logits = logits, .label_smoothing = .1});
    const Expr focal = binary_focal_cross_entropy(p, t, {.gamma = 0, .from_logits = logits, .label_smoothing = .1});
    CHECK(difference(numbers(evaluate(focal)), numbers(evaluate(binary)), 1e-15) == "");
    const Expr many = categorical_cross_entropy(p, t, {.from_logits = logits, .label_smoothing = .1});
    const Expr focal_of_many =
        categorical_focal_cross_entropy(p, t, {.gamma = 0, .alpha = 1, .from_logits = logits, .label_smoothing = .1});
    CHECK(difference(numbers(evaluate(focal_of_many)), numbers(evaluate(many)), 1e-15) == "");
  }
}

TEST_CASE("logits give what their probabilities give") {
  const Expr x = matrix(f64, 2, {.2, -.3, 1.5, -.6, 2.3, .1}), t = matrix(f64, 2, {0, 1, 0, 0, 0, 1});
  for (const double gamma : {0.5, 1.0, 2.0, 3.5}) {
    const FocalOptions from_logits{.gamma = gamma, .alpha = .3, .from_logits = true}, from{.gamma = gamma, .alpha = .3};
    CHECK(difference(numbers(evaluate(binary_focal_cross_entropy(x, t, from_logits))),
                     numbers(evaluate(binary_focal_cross_entropy(sigmoid(x), t, from))), 1e-14) == "");
    CHECK(difference(numbers(evaluate(categorical_focal_cross_entropy(x, t, from_logits))),
                     numbers(evaluate(categorical_focal_cross_entropy(softmax(x), t, from))), 1e-14) == "");
  }
}

TEST_CASE("far out the focal losses from logits keep their digits, and their slopes are finite") {
  for (const DType dtype : {f32, f64})
    for (const double gamma : {0.5, 1.0, 2.0}) {
      const FocalOptions options{.gamma = gamma, .alpha = 1, .from_logits = true, .reduction = Reduction::none};
      const double want = std::pow(std::exp(-30) / (1 + std::exp(-30)), gamma) * std::log1p(std::exp(-30));
      const Expr x = constant(tensor(dtype, {4}, {30, 1e4, -1e4, 1e4})), t = constant(tensor(dtype, {4}, {1, 1, 1, 0}));
      FocalOptions plain = options;
      plain.alpha.reset();
      const Expr binary = binary_focal_cross_entropy(x, t, plain);
      CHECK(difference(numbers(evaluate(binary)), {want, 0, 1e4, 1e4}, 10 * few_ulps(dtype)) == "");
      const Expr z = matrix(dtype, 3, {15, -15, 1e4, -1e4, -1e4, 1e4}), u = matrix(dtype, 3, {1, 0, 1, 0, 1, 0});
      const Expr categorical = categorical_focal_cross_entropy(z, u, options);
      CHECK(difference(numbers(evaluate(categorical)), {want, 0, 2e4}, 10 * few_ulps(dtype)) == "");
      for (const auto& [loss, at] : {std::pair(binary, x), std::pair(categorical, z)}) {
        const Expr slope = grad(sum(loss), at);
        for (const double d : numbers(evaluate(slope))) CHECK(std::isfinite(d));
        for (const double d : numbers(evaluate(grad(sum(slope), at)))) CHECK(std::isfinite(d));
      }
    }
}

TEST_CASE("a class that is ruled out, or a probability of 0, does no harm") {
  const Expr z = matrix(f64, 1, {1, -inf, 2}), t = matrix(f64, 1, {1, 0, 0}), p = matrix(f64, 1, {.5, 0, .5});
  const Expr from_logits = categorical_focal_cross_entropy(z, t, {.from_logits = true});
  const Expr from = categorical_focal_cross_entropy(p, t);
  CHECK(evaluate(from).item<double>() == Approx(.25 * .25 * std::log(2)));
  CHECK(std::isfinite(evaluate(from_logits).item<double>()));
  for (const double d : numbers(evaluate(grad(from_logits, z)))) CHECK(std::isfinite(d));
  for (const double d : numbers(evaluate(grad(from, p)))) CHECK(std::isfinite(d));
}

TEST_CASE("focal losses have the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, .2, .4, .7, .1, .2})},
                    {t, tensor(f64, {2, 3}, {.1, .4, .5, .3, .3, .4})}};
  for (const bool logits : {false, true})
    for (const double gamma : {0.5, 2.0, 3.0})
      for (const int order : {1, 2}) {
        const FocalOptions options{.gamma = gamma, .alpha = .4, .from_logits = logits, .label_smoothing = .1};
        for (const Expr& loss :
             {binary_focal_cross_entropy(p, t, options), categorical_focal_cross_entropy(p, t, options)}) {
          const GradientReport report = verify_gradient(loss, {p, t}, feeds, {.order = order});
          INFO(to_string(report));
          CHECK(report.ok());
        }
      }
}

TEST_CASE("gamma is not negative") {
  const Expr p = input("p", f32, {3});
  CHECK(message_without_lines([&] { binary_focal_cross_entropy(p, p, {.gamma = -1}); }) ==
        "focal_test.cpp: binary_focal_cross_entropy: gamma is -1: it is not negative");
  CHECK(message_without_lines([&] { categorical_focal_cross_entropy(p, p, {.label_smoothing = -1}); }) ==
        "focal_test.cpp: categorical_focal_cross_entropy: label_smoothing is -1, not between 0 and 1");
}
