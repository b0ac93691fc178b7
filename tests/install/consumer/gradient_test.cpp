// A user's first test: a gradient of nabla's, and one written by hand.
#define CATCH_CONFIG_MAIN  // Catch2 2 makes its main here, Catch2 3 links one
#include <cmath>
#include <nabla/catch.hpp>
#include <nabla/nabla.hpp>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#endif

using namespace nabla;

TEST_CASE("gradients are right") {
  const Parameter x("x", Tensor::scalar(5.0));
  REQUIRE_THAT(square(x - 3), has_correct_gradient(x));
  REQUIRE_THAT([](double t) { return std::sin(t); }, has_correct_gradient([](double t) { return std::cos(t); }, 0.5));
}
