#include <nabla/autodiff/numeric.hpp>

#include <cmath>

#include "catch.hpp"

using namespace nabla;

namespace {

struct Found {
  NumericDerivative derivative;
  Kink kink;
};

Found examine(double (*f)(double), double x) {
  const Line line = [=](double step) { return f(x + step); };
  const double scale = std::max(std::abs(x), 0.1);
  const double noise = evaluation_noise(line, scale);
  return {differentiate(line, scale, noise), find_kink(line, scale, noise)};
}

}  // namespace

TEST_CASE("numeric derivatives of smooth functions are right within their own error, which is small") {
  struct Case {
    double (*f)(double);
    double (*derivative)(double);
  };
  const Case cases[] = {
      {[](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }},
      {[](double x) { return std::sin(x); }, [](double x) { return std::cos(x); }},
      {[](double x) { return std::tanh(4 * x); }, [](double x) { return 4 / std::pow(std::cosh(4 * x), 2); }},
      {[](double x) { return x * x * x; }, [](double x) { return 3 * x * x; }},
  };
  for (const auto& [f, derivative] : cases)
    for (const double x : {1e-3, 0.1, -0.7, 1.0, 2.0}) {
      const auto [value, error, step] = examine(f, x).derivative;
      CAPTURE(x, value, error);
      CHECK(std::abs(value - derivative(x)) <= error);
      CHECK(error <= 1e-9 * std::max(std::abs(derivative(x)), 1e-2));
      CHECK(step > 0);
    }
}

TEST_CASE("a step that leaves the domain is given up for a smaller one") {
  const auto [value, error, step] = examine([](double x) { return std::log(x); }, 1e-3).derivative;
  CHECK(value == Approx(1000).epsilon(1e-11));
  CHECK(step < 1e-3);
  CHECK(std::isinf(examine([](double) { return std::nan(""); }, 1).derivative.error));
}

TEST_CASE("the error grows with the noise of the function") {
  const auto found = examine([](double x) { return 1e6 + std::sin(x); }, 1).derivative;
  CHECK(std::abs(found.value - std::cos(1)) <= found.error);
  CHECK(found.error > 1e-10);
}

TEST_CASE("a kink is told from a steep or curved place") {
  CHECK(examine([](double x) { return std::max(x, 0.0); }, 0).kink.found);
  CHECK(examine([](double x) { return std::abs(x) + std::exp(x); }, 0).kink.found);
  CHECK(examine([](double x) { return std::max(x, 0.0); }, 1e-12).kink.found);
  CHECK_FALSE(examine([](double x) { return std::exp(x); }, 0).kink.found);
  CHECK_FALSE(examine([](double x) { return std::tanh(40 * x); }, 0).kink.found);
  CHECK_FALSE(examine([](double x) { return x; }, 0).kink.found);
  const Kink kink = examine([](double x) { return x > 0 ? 3 * x : -2 * x; }, 0).kink;
  CHECK(kink.left.value == Approx(-2));
  CHECK(kink.right.value == Approx(3));
}
