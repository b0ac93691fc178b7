#include <nabla/ops/cumsum.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/exp.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

/// The gradient of a sum of weighted entries of a cumulative product, entry by entry from the definition.
Numbers product_slopes(const Numbers& x, const Numbers& weights, Cumulative how) {
  const std::size_t n = x.size();
  Numbers slopes(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k) {
      double product = weights[i];
      bool contains = false;
      for (std::size_t j = 0; j < n; ++j) {
        const bool in = (how.reverse ? j >= i : j <= i) && !(how.exclusive && j == i);
        contains = contains || (in && j == k);
        if (in && j != k) product *= x[j];
      }
      if (contains) slopes[k] += product;
    }
  return slopes;
}

}  // namespace

TEST_CASE("cumulative sums and products, along any axis, forwards and backwards, in every number dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {1, 2, 3, 4, 5, 6}));
    CHECK(numbers(evaluate(cumsum(x))) == Numbers{1, 3, 6, 4, 9, 15});
    CHECK(numbers(evaluate(cumsum(x, 0))) == Numbers{1, 2, 3, 5, 7, 9});
    CHECK(numbers(evaluate(cumsum(x, 1, {.reverse = true}))) == Numbers{6, 5, 3, 15, 11, 6});
    CHECK(numbers(evaluate(cumsum(x, 1, {.exclusive = true}))) == Numbers{0, 1, 3, 0, 4, 9});
    CHECK(numbers(evaluate(cumsum(x, -1, {true, true}))) == Numbers{5, 3, 0, 11, 6, 0});
    CHECK(numbers(evaluate(cumprod(x))) == Numbers{1, 2, 6, 4, 20, 120});
    CHECK(numbers(evaluate(cumprod(x, 0))) == Numbers{1, 2, 3, 4, 10, 18});
    CHECK(numbers(evaluate(cumprod(x, 1, {.reverse = true}))) == Numbers{6, 6, 3, 120, 30, 6});
    CHECK(numbers(evaluate(cumprod(x, 1, {.exclusive = true}))) == Numbers{1, 1, 2, 1, 4, 20});
    CHECK(numbers(evaluate(cumprod(x, -1, {true, true}))) == Numbers{6, 3, 1, 30, 6, 1});
    CHECK(cumsum(x, 0).type() == x.type());
  }
}

TEST_CASE("more lines side by side than a tile holds, and long ones") {
  const Expr x = constant(Tensor::full(f32, {3, 4, 600}, 0.5));
  const Tensor y = evaluate(cumsum(x, 1)), z = evaluate(cumprod(x, 0));
  for (const std::int64_t j : {0, 255, 256, 599}) {
    CHECK(y.at<float>({2, 3, j}) == 2.0F);
    CHECK(z.at<float>({2, 3, j}) == 0.125F);
  }
  const Tensor tenths = evaluate(cumsum(constant(Tensor::full(f32, {1000000}, 0.1))));
  CHECK(tenths.at<float>({999999}) == Approx(1e6 * static_cast<double>(0.1F)).epsilon(1e-7));
}

TEST_CASE("sums and products of integers so far wrap around") {
  const Expr x = constant(tensor(i32, {3}, {2147483647, 1, 1}));
  CHECK(numbers(evaluate(cumsum(x))) == Numbers{2147483647, -2147483648.0, -2147483647});
  const Expr y = constant(tensor(i32, {2}, {2147483647, 2}));
  CHECK(numbers(evaluate(cumprod(y)))[1] == -2);
}

TEST_CASE("a NaN or an infinity stays from where it stands on") {
  const Expr x = constant(tensor(f32, {4}, {1, NaN, 2, 3})), y = constant(tensor(f32, {3}, {1, inf, 2}));
  CHECK(difference(numbers(evaluate(cumsum(x))), {1, NaN, NaN, NaN}) == "");
  CHECK(difference(numbers(evaluate(cumprod(x))), {1, NaN, NaN, NaN}) == "");
  CHECK(numbers(evaluate(cumsum(y))) == Numbers{1, inf, inf});
}

TEST_CASE("cumulative functions of no entries") {
  const Expr x = input("x", f64, {batch, 2});
  const Feeds none{{x, Tensor::zeros(f64, {0, 2})}};
  CHECK(evaluate(cumsum(x, 0), none).sizes() == Sizes{0, 2});
  CHECK(evaluate(cumprod(x, 1), none).sizes() == Sizes{0, 2});
}

TEST_CASE("the gradient of a cumsum is the cumsum of the cotangent, the other way") {
  const Expr x = constant(tensor(f64, {4}, {1, 2, 3, 4})), w = constant(tensor(f64, {4}, {1, 10, 100, 1000}));
  CHECK(numbers(evaluate(grad(sum(w * cumsum(x)), x))) == Numbers{1111, 1110, 1100, 1000});
  CHECK(numbers(evaluate(grad(sum(w * cumsum(x, 0, {.exclusive = true})), x))) == Numbers{1110, 1100, 1000, 0});
  CHECK(numbers(evaluate(grad(sum(w * cumsum(x, 0, {.reverse = true})), x))) == Numbers{1, 11, 111, 1111});
  CHECK(numbers(evaluate(grad(sum(w * cumsum(x, 0, {true, true})), x))) == Numbers{0, 1, 11, 111});
}

TEST_CASE("the gradient of a cumprod is right with zeros, none to all of them") {
  const Numbers weights{1, 10, 100, 1000, 10000};
  for (unsigned zeros = 0; zeros < 32; ++zeros)
    for (const Cumulative how : {Cumulative{false, false}, {true, false}, {false, true}, {true, true}}) {
      Numbers entries{2, -3, 5, 7, -11};
      for (std::size_t i = 0; i < 5; ++i)
        if (zeros >> i & 1U) entries[i] = 0;
      const Expr x = constant(tensor(f64, {5}, entries)), w = constant(tensor(f64, {5}, weights));
      CHECK(numbers(evaluate(grad(sum(w * cumprod(x, 0, how)), x))) == product_slopes(entries, weights, how));
    }
}

TEST_CASE("all derivatives of a cumprod are right with zeros") {
  const Expr x = input("x", f64, {2, 4}), w = input("w", f64, {2, 4});
  const Tensor weights = tensor(f64, {2, 4}, {1, -2, 3, 0.5, 2, 1, -1, 3});
  for (const Numbers& entries : {Numbers{2, 0, 3, 0.5, 0, 0, 0, 0}, Numbers{0, 1, 0, 2, 1, 2, 3, 0}})
    for (const int axis : {0, 1})
      for (const Cumulative how : {Cumulative{false, false}, {true, false}, {false, true}, {true, true}})
        for (const int order : {1, 2}) {
          const GradientReport report =
              verify_gradient(sum(w * cumprod(x, axis, how)) + sum(exp(cumprod(x, axis, how))), {x, w},
                              {{x, tensor(f64, {2, 4}, entries)}, {w, weights}}, {.order = order});
          INFO(to_string(report));
          CHECK(report.ok());
        }
  // the third: x0 x1 x2 has the mixed derivative 1 where all are 0
  const Expr zeros = constant(Tensor::zeros(f64, {3}));
  const Expr last = constant(tensor(f64, {3}, {0, 0, 1}));
  Expr y = sum(cumprod(zeros) * last);
  for (const Numbers& direction : {Numbers{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})
    y = sum(grad(y, zeros) * constant(tensor(f64, {3}, direction)));
  CHECK(evaluate(y).item<double>() == 1);
}

TEST_CASE("what has no axis, or no numbers, accumulates nothing") {
  const Expr x = input("x", f32, {batch}), s = input("s", f32, {}), b = input("b", b8, {batch});
  CHECK(message_without_lines([&] { cumsum(x, 1); }) ==
        "cumsum_test.cpp: cumsum: axis 1 is out of range for rank 1\n"
        "  x : f32[batch] = input  cumsum_test.cpp");
  CHECK(message_without_lines([&] { cumprod(s); }) ==
        "cumsum_test.cpp: cumprod: axis -1 is out of range: a value of rank 0 has no axes\n"
        "  s : f32[] = input  cumsum_test.cpp");
  CHECK(message_without_lines([&] { cumsum(b); }) ==
        "cumsum_test.cpp: cumsum: wants numbers, not b8: cast() converts\n"
        "  b : b8[batch] = input  cumsum_test.cpp");
}
