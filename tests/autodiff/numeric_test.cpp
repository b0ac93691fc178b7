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

TEST_CASE("one-sided derivatives know their error too, at a kink and at the edge of the domain") {
  const Line kinked = [](double h) { return std::abs(h) + std::exp(h); };
  const NumericDerivative left = differentiate(kinked, 1, 1e-16, Side::left);
  const NumericDerivative right = differentiate(kinked, 1, 1e-16, Side::right);
  CHECK(std::abs(left.value - 0) <= left.error);
  CHECK(std::abs(right.value - 2) <= right.error);
  CHECK(std::max(left.error, right.error) < 1e-9);
  const Kink edge = find_kink([](double h) { return h < 0 ? std::nan("") : 3 * h; }, 1, 1e-16);
  CHECK(edge.found);
  CHECK(edge.is_edge());
  CHECK(std::isinf(edge.left.error));
  CHECK(edge.right.value == Approx(3));
}

TEST_CASE("far from the point a bounded function looks flat, which small steps refute") {
  for (const double x : {1e3, 1e6, 1e9}) {
    CAPTURE(x);
    const NumericDerivative found = examine([](double t) { return std::sin(t); }, x).derivative;
    CHECK(std::abs(found.value - std::cos(x)) <= found.error);
    CHECK(found.error < 1e-3);
  }
  const auto bump = [](double x) { return std::exp(-std::pow(x - 300, 2)); };
  CHECK(examine(bump, 299.5).derivative.value == Approx(std::exp(-0.25)).epsilon(1e-9));
}

TEST_CASE("the noise of a function is found, whether it is random or a rounding to stairs") {
  const auto noise_of = [](const Line& f) { return evaluation_noise(f, 1); };
  CHECK(noise_of([](double h) { return std::exp(h); }) < 1e-15);
  CHECK(noise_of([](double h) { return 1e6 * std::exp(h); }) < 1e-9);
  const double in_f32 = noise_of([](double h) { return static_cast<double>(static_cast<float>(std::exp(h))); });
  CHECK((in_f32 > 1e-8 && in_f32 < 1e-6));
  const double random = noise_of([](double h) { return std::exp(h) + 1e-9 * std::sin(1e14 * h); });
  CHECK((random > 1e-10 && random < 1e-8));
  CHECK(noise_of([](double h) { return h < 1e-7 ? 1.0 : 1.0 + h; }) < 1e-15);  // a kink is no noise
  CHECK(noise_of([](double) { return 0.0; }) < 1e-15);
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
