#include <nabla/ops/log_cosh.hpp>

#include <cmath>

#include "catch.hpp"
#include "kernels/support.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

constexpr Function of_each = log_cosh;

long double exact(long double x) {
  const long double size = std::abs(x), s = std::sinh(size / 2);
  return size > 20 ? size - 0.693147180559945309417232121458176568L + std::log1p(std::exp(-2 * size))
                   : std::log1p(2 * s * s);
}

}  // namespace

TEST_CASE("log_cosh has Keras's values") {
  CHECK(difference(values(of_each, f64, {0.5, 10, 1000}), {.12011450695827752, 9.306852821501208, 999.3068528194401},
                   1e-15) == "");
  CHECK(values(of_each, f32, {1e4})[0] == Approx(1e4 - std::log(2)).epsilon(1e-7));
  CHECK(values(of_each, f64, {0, inf, -inf}) == Numbers{0, inf, inf});
  CHECK(std::isnan(values(of_each, f32, {NaN})[0]));
}

TEST_CASE("log_cosh is right to the last digits, near 0 too") {
  Numbers x;
  for (double at = 1e-150; at < 1e5; at *= 1.003) x.insert(x.end(), {at, -at * 1.0007});
  double worst64 = 0, worst32 = 0;
  const Numbers wide = values(of_each, f64, x), narrow = values(of_each, f32, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    worst64 = std::max(worst64, kernels::ulps(wide[i], exact(x[i])));
    const auto single = static_cast<float>(x[i]);
    worst32 = std::max(worst32, kernels::ulps(static_cast<float>(narrow[i]), exact(single)));
  }
  CAPTURE(worst64, worst32);
  CHECK(worst64 <= 3.4);
  CHECK(worst32 <= 3.4);
}

TEST_CASE("log_cosh's derivative is tanh") {
  const Numbers x{-1e4, -2, -1e-6, 0, 0.5, 30};
  Numbers want(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) want[i] = std::tanh(x[i]);
  CHECK(difference(slopes(of_each, f64, x), want, 1e-15) == "");
  CHECK(curvatures(of_each, f64, {0, 1e4}) == Numbers{1, 0});
}
