#include <nabla/ops/losses/regression.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/mse.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

using Loss = Expr (*)(const Operand&, const Operand&, const LossOptions&);

const LossOptions each{.reduction = Reduction::none};

/// Of single numbers: a prediction of rank 1 is a batch of them.
template <class F>
Numbers losses(F f, DType dtype, const Numbers& prediction, const Numbers& target) {
  const auto n = static_cast<std::int64_t>(prediction.size());
  return numbers(evaluate(f(constant(tensor(dtype, {n}, prediction)), constant(tensor(dtype, {n}, target)))));
}

/// The slopes of the sum of the losses along the prediction.
template <class F>
Numbers loss_slopes(F f, DType dtype, const Numbers& prediction, const Numbers& target) {
  const Sizes sizes{static_cast<std::int64_t>(prediction.size())};
  const Expr p = constant(tensor(dtype, sizes, prediction));
  return numbers(evaluate(grad(sum(f(p, constant(tensor(dtype, sizes, target)))), p)));
}

auto with(Loss f, const LossOptions& options = each) {
  return [f, options](const Expr& p, const Expr& t) { return f(p, t, options); };
}

Expr huber_of(const Operand& p, const Operand& t, const LossOptions& options) { return huber(p, t, 1, options); }

}  // namespace

TEST_CASE("the losses of numbers have their closed forms") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = 2 * few_ulps(dtype);
    const Numbers p{1, 2, -3, 0}, t{1.5, 2, 1, -4};
    CHECK(losses(with(mean_squared_error), dtype, p, t) == Numbers{.25, 0, 16, 16});
    CHECK(losses(with(mean_absolute_error), dtype, p, t) == Numbers{.5, 0, 4, 4});
    CHECK(difference(losses(with(mean_absolute_percentage_error), dtype, p, t), {100 / 3., 0, 400, 100}, ulps) == "");
    CHECK(difference(losses(with(mean_squared_log_error), dtype, {3, 0, -2, 7}, {1, 0, 1, -5}),
                     {std::pow(std::log(2), 2), 0, std::pow(std::log(2), 2), std::pow(std::log(8), 2)}, ulps) == "");
    CHECK(losses(with(huber_of), dtype, p, t) == Numbers{.125, 0, 3.5, 3.5});
    const auto wide = [](const Expr& a, const Expr& b) { return huber(a, b, 2, each); };
    CHECK(losses(wide, dtype, {3, 2, -1.5}, {0, 0, 0}) == Numbers{4, 2, 1.125});
    CHECK(difference(losses(with(log_cosh), dtype, {.5, 10, 1e3, -1e4}, {0, 0, 0, 0}),
                     {.12011450695827752, 9.306852821501208, 999.3068528194401, 1e4 - std::log(2)}, ulps) == "");
  }
}

TEST_CASE("a loss is the mean over the last axis, then over the examples") {
  const Expr p = constant(tensor(f64, {2, 3}, {1, 2, 3, 4, 5, 6})),
             t = constant(tensor(f64, {2, 3}, {1, 2, 0, 6, 5, 2}));
  CHECK(numbers(evaluate(mean_squared_error(p, t, {.reduction = Reduction::none}))) == Numbers{3, 20 / 3.});
  CHECK(difference(numbers(evaluate(mean_squared_error(p, t, {.reduction = Reduction::sum}))), {29 / 3.}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(mean_squared_error(p, t))), {29 / 6.}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(mean_squared_error(p, t))), numbers(evaluate(mse(p, t))), 1e-15) == "");
  CHECK(numbers(evaluate(mean_absolute_error(p, 3))) == Numbers{1.5});
  CHECK(numbers(evaluate(mean_squared_error(3, t, {.reduction = Reduction::none}))) == Numbers{14 / 3., 14 / 3.});
}

TEST_CASE("slopes at the kinks and far out") {
  for (const DType dtype : {f32, f64}) {
    CHECK(loss_slopes(with(mean_absolute_error), dtype, {-2, 0, 3}, {0, 0, 0}) == Numbers{-1, 0, 1});
    CHECK(loss_slopes(with(huber_of), dtype, {-9, -1, -.5, 0, .5, 1, 9}, Numbers(7, 0.0)) ==
          Numbers{-1, -1, -.5, 0, .5, 1, 1});
    CHECK(loss_slopes(with(huber_of), dtype, {1e30, -1e30}, {0, 0}) == Numbers{1, -1});
    CHECK(loss_slopes(with(log_cosh), dtype, {1e4, 0, -1e4}, {0, 0, 0}) == Numbers{1, 0, -1});
    CHECK(loss_slopes(with(mean_squared_log_error), dtype, {-3, -1}, {1, 1}) == Numbers{0, 0});
    CHECK(std::isnan(losses(with(mean_squared_log_error), dtype, {NaN}, {1})[0]));
    CHECK(std::isnan(losses(with(huber_of), dtype, {NaN}, {1})[0]));
  }
  CHECK(losses(with(huber_of), f64, {1e200}, {0})[0] == 1e200);
}

TEST_CASE("the losses of numbers have the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, 1.2, 2.5, .7, 4, .1})},
                    {t, tensor(f64, {2, 3}, {.5, 1, .2, 3, .4, .6})}};
  for (const Loss f : {Loss(mean_squared_error), Loss(mean_absolute_error), Loss(mean_absolute_percentage_error),
                       Loss(mean_squared_log_error), Loss(huber_of), Loss(log_cosh)})
    for (const int order : {1, 2}) {
      const GradientReport report = verify_gradient(f(p, t, {}), {p, t}, feeds, {.order = order});
      INFO(to_string(report));
      CHECK(report.ok());
    }
}

TEST_CASE("huber's second derivative is 1 within delta, at 0 too") {
  const Expr p = constant(tensor(f64, {4}, {0, .5, -.99, 3}));
  const Expr slope = grad(huber(p, 0, 1, {.reduction = Reduction::sum}), p);
  CHECK(numbers(evaluate(grad(sum(slope), p))) == Numbers{1, 1, 1, 0});
}

TEST_CASE("delta is a number above 0") {
  const Expr p = input("p", f32, {3});
  CHECK(message_without_lines([&] { huber(p, 0, 0); }) ==
        "regression_test.cpp: huber: delta is 0: it is a number above 0");
}
