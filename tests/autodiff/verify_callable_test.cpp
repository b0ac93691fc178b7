#include <array>
#include <cmath>
#include <new>
#include <stdexcept>

#include <nabla/autodiff/verify.hpp>
#include <nabla/eigen.hpp>
#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using test::message_of;
using Numbers = std::vector<double>;

namespace {

double wavy(const Numbers& x) { return x[0] * std::sin(x[1]) + std::exp(x[2]); }
Numbers wavy_gradient(const Numbers& x) { return {std::sin(x[1]), x[0] * std::cos(x[1]), std::exp(x[2])}; }

}  // namespace

TEST_CASE("plain: a right gradient passes, with small errors") {
  const GradientReport report = verify_gradient(wavy, wavy_gradient, {0.3, 2, -1});
  CAPTURE(to_string(report));
  CHECK(report.ok());
  CHECK(report.max_relative_error() < 1e-10);
  REQUIRE(report.parameters.size() == 1);
  CHECK(report.parameters[0].name == "x");
  CHECK(report.parameters[0].checked == 3);
  CHECK_FALSE(report.forward);
}

TEST_CASE("plain: wrong gradients fail, in whatever way they are wrong") {
  const Numbers x{0.3, 2, -1};
  const auto verdict = [&](auto change) {
    return verify_gradient(
               wavy,
               [&](const Numbers& at) {
                 Numbers g = wavy_gradient(at);
                 change(g);
                 return g;
               },
               x)
        .ok();
  };
  CHECK(verdict([](Numbers&) {}));
  CHECK_FALSE(verdict([](Numbers& g) { g[1] *= 1 + 1e-6; }));
  CHECK_FALSE(verdict([](Numbers& g) { g[0] = 0; }));
  CHECK_FALSE(verdict([](Numbers& g) { std::swap(g[0], g[1]); }));
  CHECK_FALSE(verdict([](Numbers& g) { g[2] = -g[2]; }));
  CHECK_FALSE(verdict([](Numbers& g) { g[0] = std::nan(""); }));
  CHECK_FALSE(verdict([](Numbers& g) { g[0] = INFINITY; }));
}

TEST_CASE("plain: points may be vectors, arrays, Eigen vectors and numbers, read through spans too") {
  CHECK(verify_gradient([](double x) { return std::tanh(x); }, [](double x) { return 1 - std::pow(std::tanh(x), 2); },
                        0.7)
            .ok());
  CHECK(verify_gradient([](std::span<const double> x) { return x[0] * x[1]; },
                        [](std::span<const double> x) {
                          return Numbers{x[1], x[0]};
                        },
                        Numbers{2, 3})
            .ok());
  using Pair = std::array<double, 2>;
  CHECK(verify_gradient([](const Pair& x) { return x[0] * x[1]; },
                        [](const Pair& x) {
                          return Pair{x[1], x[0]};
                        },
                        Pair{2, 3})
            .ok());
  const Eigen::Matrix2d A{{2, 1}, {0, 3}};
  const auto form = [&](const Eigen::VectorXd& x) { return x.dot(A * x); };
  const auto gradient = [&](const Eigen::VectorXd& x) -> Eigen::VectorXd { return (A + A.transpose()) * x; };
  const Eigen::VectorXd at = Eigen::Vector2d(1, -2);
  CHECK(verify_gradient(form, gradient, at).ok());
  CHECK_FALSE(verify_gradient(
                  form, [&](const Eigen::VectorXd& x) -> Eigen::VectorXd { return 2 * A * x; }, at)
                  .ok());
}

TEST_CASE("plain: functions of several values, and Hessians, by their products with a cotangent") {
  const auto f = [](const Numbers& x) { return Numbers{x[0] * x[1], std::sin(x[0]), x[1] * x[1]}; };
  const auto transposed = [](const Numbers& x, const Numbers& u) {
    return Numbers{x[1] * u[0] + std::cos(x[0]) * u[1], x[0] * u[0] + 2 * x[1] * u[2]};
  };
  CHECK(verify_gradient(f, transposed, {0.5, -1.5}).ok());
  CHECK_FALSE(verify_gradient(f,
                              [&](const Numbers& x, const Numbers& u) {
                                return transposed(x, {u[0], u[1], 0});
                              },
                              {0.5, -1.5})
                  .ok());

  const auto hessian = [](const Numbers& x, const Numbers& u) {
    const double c = std::cos(x[1]), s = std::sin(x[1]);
    return Numbers{c * u[1], c * u[0] - x[0] * s * u[1], std::exp(x[2]) * u[2]};
  };
  CHECK(verify_gradient(wavy_gradient, hessian, {0.3, 2, -1}).ok());
}

TEST_CASE("plain: mistakes in the arguments are named") {
  CHECK_THAT(message_of([&] {
               verify_gradient(wavy, [](const Numbers&) { return Numbers{1, 2}; }, {1, 2, 3});
             }),
             Catch::Matchers::EndsWith("verify_gradient: the gradient has 2 entries, but x has 3"));
  CHECK_THAT(message_of([&] {
               verify_gradient(wavy, wavy_gradient, {1, 2, 3}, {.order = 2});
             }),
             Catch::Matchers::Contains("verify_gradient: order 2 needs an expression"));
}

TEST_CASE("plain: what the functions throw at the point itself passes through") {
  const auto f = [](const Numbers& x) {
    if (x[0] < 0) throw std::domain_error("f of a negative number");
    return std::sqrt(x[0]);
  };
  const auto g = [](const Numbers& x) {
    if (x[0] == 0) throw std::range_error("no slope");
    return Numbers{0.5 / std::sqrt(x[0])};
  };
  CHECK_THROWS_WITH(verify_gradient(f, g, {-1}), "f of a negative number");
  CHECK_THROWS_AS(verify_gradient(f, g, {-1}), std::domain_error);
  CHECK_THROWS_AS(verify_gradient(f, g, {0}), std::range_error);
  CHECK(verify_gradient(f, g, {1e-8}).ok());  // beside it they are only out of reach
}

TEST_CASE("plain: beside the point an exception ends the domain, but no memory is an error everywhere") {
  const auto bounded = [](double x) {
    if (x < 1) throw std::invalid_argument("x < 1");
    return 3 * x;
  };
  const GradientReport report = verify_gradient(
      bounded, [](double) { return 3.0; }, 1.0);
  CHECK(report.ok());
  REQUIRE(report.parameters[0].kinks.size() == 1);
  CHECK(std::isnan(report.parameters[0].kinks[0].left));
  CHECK(report.parameters[0].kinks[0].right == Approx(3));
  CHECK_FALSE(verify_gradient(
                  bounded, [](double) { return 3.01; }, 1.0)
                  .ok());

  const auto hungry = [](double x) -> double {
    if (x != 1) throw std::bad_alloc();
    return x;
  };
  CHECK_THROWS_AS(verify_gradient(
                      hungry, [](double) { return 1.0; }, 1.0),
                  std::bad_alloc);
  const auto foreign = [](double x) -> double {
    if (x != 1) throw 42;
    return x;
  };
  CHECK_THROWS_AS(verify_gradient(
                      foreign, [](double) { return 1.0; }, 1.0),
                  int);
}

TEST_CASE("plain: a function that is not a number anywhere fails, and so does one that changes its size") {
  CHECK_FALSE(verify_gradient([](double) { return std::nan(""); }, [](double) { return 0.0; }, 1.0).ok());
  const auto grows = [](const Numbers& x) { return Numbers(x[0] > 1 ? 2 : 1, x[0]); };
  CHECK_FALSE(verify_gradient(grows, [](const Numbers&, const Numbers& u) { return Numbers{u[0] + 1}; }, {1}).ok());
}

TEST_CASE("plain: a function that computes in f32 is checked as well as its rounding allows") {
  const auto f = [](double x) { return std::exp(static_cast<float>(x)) + std::sin(3 * static_cast<float>(x)); };
  const auto g = [](double error) {
    return [=](double x) { return (std::exp(x) + 3 * std::cos(3 * x)) * (1 + error); };
  };
  for (const double x : {0.1, 0.7, 1.3, -2.5}) {
    CAPTURE(x);
    const GradientReport report = verify_gradient(f, g(0), x);
    CAPTURE(to_string(report));
    CHECK(report.ok());
    CHECK(report.parameters[0].blunt == 1);
    CHECK(report.parameters[0].max_error_estimate < 1e-2);
    CHECK_FALSE(verify_gradient(f, g(0.01), x).ok());
  }
}

TEST_CASE("plain: the report is that of the graph of the same function") {
  const auto f = [](const Numbers& x) { return x[0] * x[0] + 3 * x[1]; };
  const auto g = [](const Numbers& x) { return Numbers{2 * x[0], 3}; };
  CHECK_THAT(to_string(verify_gradient(f, g, {1, 2})),
             Catch::Matchers::StartsWith("Gradient against numeric differentiation\nparameter  entries  checked") &&
                 Catch::Matchers::EndsWith("\nok (tolerance 1e-07, seed 1)\n"));
}
