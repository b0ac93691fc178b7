#include <nabla/ops/sparsemax.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/transpose.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Numbers at(DType dtype, const Numbers& x) {
  return numbers(evaluate(sparsemax(constant(tensor(dtype, {static_cast<std::int64_t>(x.size())}, x)))));
}

/// By sorting, as it is defined: tau is the mean of the k largest less 1, for the largest k that are all above it.
Numbers by_sorting(const Numbers& x) {
  Numbers sorted = x;
  std::ranges::sort(sorted, std::greater());
  double total = 0, tau = 0;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    total += sorted[k];
    const double next = (total - 1) / static_cast<double>(k + 1);
    if (sorted[k] > next) tau = next;
  }
  Numbers y;
  for (const double v : x) y.push_back(std::max(v - tau, 0.));
  return y;
}

}  // namespace

TEST_CASE("sparsemax agrees with its definition by sorting") {
  for (std::size_t n = 1; n < 40; ++n)
    for (const double size : {0.1, 0.5, 2., 100.}) {
      Numbers x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = size * std::sin(static_cast<double>(7 * i * i + n));
      const Numbers want = by_sorting(x), got = at(f64, x);
      for (std::size_t i = 0; i < n; ++i) CHECK(got[i] == Approx(want[i]).margin(1e-14));
      CHECK(std::accumulate(got.begin(), got.end(), 0.) == Approx(1).epsilon(1e-14));
    }
}

TEST_CASE("sparsemax has exact zeros, and ties share") {
  for (const DType dtype : {f32, f64}) {
    CHECK(at(dtype, {1, 1, 0}) == Numbers{0.5, 0.5, 0});
    CHECK(at(dtype, {0.5, 0, -1}) == Numbers{0.75, 0.25, 0});
    CHECK(at(dtype, {5}) == Numbers{1});
    CHECK(at(dtype, {1e30, 0, -1e30}) == Numbers{1, 0, 0});
    CHECK(at(dtype, {1e6, 1e6 + 0.25}) == Numbers{0.375, 0.625});
  }
}

TEST_CASE("sparsemax: infinities and NaN are those of softmax") {
  for (const DType dtype : {f32, f64}) {
    CHECK(at(dtype, {-inf, 1, 1}) == Numbers{0, 0.5, 0.5});
    CHECK(difference(at(dtype, {-inf, -inf}), {NaN, NaN}) == "");
    CHECK(difference(at(dtype, {0, inf}), {NaN, NaN}) == "");
    CHECK(difference(at(dtype, {0, NaN, 1}), {NaN, NaN, NaN}) == "");
  }
}

TEST_CASE("sparsemax goes along any axis") {
  const Expr x = constant(tensor(f64, {2, 3, 2}, {1, 0, 0.5, 3, -1, 2.5, 0, 0, 0.2, 0, 0.1, 0}));
  CHECK(numbers(evaluate(sparsemax(x, 1))) ==
        numbers(evaluate(transpose(sparsemax(transpose(x, {0, 2, 1})), {0, 2, 1}))));
  CHECK(evaluate(sparsemax(constant(Tensor::zeros(f32, {3, 0})))).sizes() == Sizes{3, 0});
}

TEST_CASE("sparsemax's gradient is that of the support alone") {
  const Expr x = constant(tensor(f64, {4}, {0.5, 0.25, -3, 0})), w = constant(tensor(f64, {4}, {1, 2, 100, 6}));
  CHECK(difference(numbers(evaluate(grad(sum(w * sparsemax(x)), x))), {-2, -1, 0, 3}, 1e-15) == "");
}

TEST_CASE("an entry at tau itself is not in the support") {
  const Expr x = constant(tensor(f64, {3}, {1, 0, 0})), w = constant(tensor(f64, {3}, {1, 2, 4}));
  CHECK(numbers(evaluate(sparsemax(x))) == Numbers{1, 0, 0});
  CHECK(numbers(evaluate(grad(sum(w * sparsemax(x)), x))) == Numbers{0, 0, 0});
}
