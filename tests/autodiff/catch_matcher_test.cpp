#include <nabla/catch.hpp>

#include <cmath>

#include <nabla/graph/error.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

double rosenbrock(const std::vector<double>& x) {
  return 100 * std::pow(x[1] - x[0] * x[0], 2) + std::pow(1 - x[0], 2);
}
std::vector<double> rosenbrock_gradient(const std::vector<double>& x) {
  const double t = x[1] - x[0] * x[0];
  return {-400 * x[0] * t - 2 * (1 - x[0]), 200 * t};
}
std::vector<double> wrong_gradient(const std::vector<double>& x) {
  std::vector<double> g = rosenbrock_gradient(x);
  g[1] *= 1.001;
  return g;
}

/// What Catch2 prints of a failed REQUIRE_THAT.
template <class Arg, class M>
std::string failure(const Arg& arg, const M& matcher) {
  CHECK_FALSE(matcher.match(arg));
  return matcher.toString();
}

}  // namespace

TEST_CASE("matcher: a right gradient matches, for a parameter, a list and several outputs") {
  const Parameter W("W", Tensor::from_vector<float>({2, 2}, {.1F, -.2F, .3F, .4F}));
  const Parameter b("b", Tensor::from_vector<float>({2}, {.5F, -.5F}));
  const Expr x = input("x", f32, {Dim("batch"), 2});
  const Tensor batch = Tensor::from_vector<float>({1, 2}, {1, 2});
  const Expr h = tanh(add_bias(matmul(x, W), b)), loss = mean(square(h));
  const std::vector<Parameter> weights{W, b};
  REQUIRE_THAT(loss, has_correct_gradient(weights, {{x, batch}}));
  REQUIRE_THAT(loss, has_correct_gradient({W, b}, {{x, batch}}, {.order = 2}));
  REQUIRE_THAT(loss, has_correct_gradient(W, {{x, batch}}));
  REQUIRE_THAT(h, has_correct_gradient(x, {{x, batch}}));
  REQUIRE_THAT((Exprs{loss, h}), has_correct_gradient(weights, {{x, batch}}));
}

TEST_CASE("matcher: a plain function and its gradient") {
  REQUIRE_THAT(rosenbrock, has_correct_gradient(rosenbrock_gradient, {-1.2, 1}));
  REQUIRE_THAT([](double x) { return std::exp(2 * x); },
               has_correct_gradient([](double x) { return 2 * std::exp(2 * x); }, 0.3));
}

TEST_CASE("matcher: a failure shows the report") {
  const std::string text = failure(rosenbrock, has_correct_gradient(wrong_gradient, {-1.2, 1}));
  CHECK_THAT(text, Catch::Matchers::StartsWith("has a correct gradient:\nGradient against numeric differentiation\n"));
  CHECK_THAT(text, Catch::Matchers::Contains("wrong at x [1]: gradient -88.088, numeric -88 +- ") &&
                       Catch::Matchers::Contains("WRONG: 1 checks fail"));
  CHECK(has_correct_gradient(rosenbrock_gradient, {-1.2, 1}).toString() == "has a correct gradient");
}

TEST_CASE("matcher: it throws where the evaluation throws, and composes with others") {
  const Expr x = input("x", f64, {});
  CHECK_THROWS_WITH(has_correct_gradient(x).match(exp(x)), Catch::Matchers::Contains("no feed for input \"x\""));
  CHECK_THAT(exp(x), has_correct_gradient(x, {{x, 1.0}}) && has_correct_gradient(x, {{x, 2.0}}, {.order = 2}));
  CHECK_THAT(sqrt(x), !has_correct_gradient(x, {{x, -1.0}}));
}
