#include <nabla/nn/initializers.hpp>

#include <cmath>

#include <nabla/graph/error.hpp>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("Glorot's uniform weights lie between -limit and limit, limit = sqrt(6 / (fan_in + fan_out))") {
  Rng rng(42);
  const Tensor weights = glorot_uniform(f32, {300, 200}, rng);
  const double limit = std::sqrt(6.0 / 500);
  double sum = 0, most = 0;
  for (const float w : weights.span<float>()) {
    sum += static_cast<double>(w);
    most = std::max(most, std::abs(static_cast<double>(w)));
  }
  CHECK(most <= limit);
  CHECK(most > 0.999 * limit);
  CHECK(sum / 60000 == Approx(0).margin(0.01 * limit));
}

TEST_CASE("a convolution's fans count its window") {
  Rng a(1), b(1);
  const Tensor window = glorot_uniform(f64, {3, 3, 4, 8}, a);  // fans 36 and 72
  const Tensor matrix = glorot_uniform(f64, {36, 72}, b);
  CHECK(window.at<double>({0, 0, 0, 0}) == matrix.at<double>({0, 0}));
}

TEST_CASE("weights repeat from the seed") {
  Rng a(5), b(5);
  CHECK(same_bits(glorot_uniform(f32, {4, 4}, a), glorot_uniform(f32, {4, 4}, b)));
}

TEST_CASE("weights are floats of rank 1 or more") {
  Rng rng(1);
  CHECK_THROWS_WITH(glorot_uniform(i32, {2, 2}, rng), "glorot_uniform: weights are f32 or f64, not i32");
  CHECK_THROWS_WITH(glorot_uniform(f32, {}, rng), "glorot_uniform: a scalar has no fans; the rank must be at least 1");
}
