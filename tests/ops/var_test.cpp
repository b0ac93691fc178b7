#include <nabla/ops/var.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("variance and standard deviation, of these entries or of a sample") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = few_ulps(dtype);
    const Expr x = constant(tensor(dtype, {2, 4}, {1, 2, 3, 6, 2, 2, 2, 2}));
    CHECK(difference(numbers(evaluate(var(x, 1))), {3.5, 0}, ulps) == "");
    CHECK(difference(numbers(evaluate(var(x, 1, {}, 1))), {14 / 3., 0}, ulps) == "");
    CHECK(difference(numbers(evaluate(stddev(x, -1))), {std::sqrt(3.5), 0}, ulps) == "");
    CHECK(difference(numbers(evaluate(stddev(x, 1, {}, 1))), {std::sqrt(14 / 3.), 0}, ulps) == "");
    CHECK(difference(numbers(evaluate(var(x))), {2.0}, ulps) == "");
    CHECK(difference(numbers(evaluate(var(x, 0))), {.25, 0, .25, 4}, ulps) == "");
    CHECK(var(x, {0, 1}, keepdims).type() == Type{dtype, {1, 1}});
    CHECK(stddev(x, 0, keepdims).type() == Type{dtype, {1, 4}});
  }
}

TEST_CASE("large entries with small deviations keep their digits") {
  const Expr x = constant(tensor(f64, {4}, {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}));
  CHECK(numbers(evaluate(var(x, 0, {}, 1))) == Numbers{30});
  const Expr y = constant(tensor(f64, {2}, {1e200, 3e200}));
  CHECK(difference(numbers(evaluate(stddev(y))), {1e200}, 1e-15) == "");
  const Expr z = constant(tensor(f64, {2}, {1e-200, 3e-200}));
  CHECK(difference(numbers(evaluate(stddev(z))), {1e-200}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(grad(stddev(z), z))), {-.5, .5}, 1e-15) == "");
}

TEST_CASE("the number of entries may be a symbol") {
  const Expr x = input("x", f64, {batch, 2});
  const Feeds feeds{{x, tensor(f64, {3, 2}, {1, 2, 3, 4, 5, 9})}};
  CHECK(difference(numbers(evaluate(var(x, 0, {}, 1), feeds)), {4, 13}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(stddev(x, 0), feeds)), {std::sqrt(8 / 3.), std::sqrt(26 / 3.)}, 1e-15) == "");
}

TEST_CASE("without entries, or without degrees of freedom, there is no variance") {
  const Expr x = input("x", f64, {batch});
  const Feeds none{{x, Tensor::zeros(f64, {0})}}, one{{x, tensor(f64, {1}, {3})}}, two{{x, tensor(f64, {2}, {3, 4})}};
  for (const auto f : {var, stddev}) {
    CHECK(std::isnan(evaluate(f(x, {}, {}, 0), none).item<double>()));
    CHECK(std::isnan(evaluate(f(x, {}, {}, 1), none).item<double>()));
    CHECK(evaluate(f(x, {}, {}, 0), one).item<double>() == 0);
    CHECK(std::isnan(evaluate(f(x, {}, {}, 1), one).item<double>()));
    CHECK(evaluate(f(x, {}, {}, 2), two).item<double>() == inf);
    CHECK(evaluate(f(x, {}, {}, 3), two).item<double>() == inf);  // as numpy: never a negative variance
    CHECK(std::isnan(evaluate(f(constant(tensor(f64, {2}, {1, NaN})), {}, {}, 0)).item<double>()));
  }
}

TEST_CASE("their gradients, which are 0 for a standard deviation of 0") {
  const Expr x = constant(tensor(f64, {2, 3}, {1, 2, 6, 4, 4, 4}));
  CHECK(difference(numbers(evaluate(grad(sum(var(x, 1)), x))), {-4 / 3., -2 / 3., 2, 0, 0, 0}, 1e-14) == "");
  const double s = std::sqrt(14 / 3.);
  CHECK(difference(numbers(evaluate(grad(sum(stddev(x, 1)), x))), {-2 / 3. / s, -1 / 3. / s, 1 / s, 0, 0, 0}, 1e-14) ==
        "");
  const Expr g = grad(sum(stddev(x, 1)), x);
  for (const double d : numbers(evaluate(grad(sum(g * x), x)))) CHECK(std::isfinite(d));
  const Expr flat = constant(Tensor::full(f32, {5}, 3.0));
  CHECK(numbers(evaluate(grad(stddev(flat), flat))) == Numbers(5, 0.0));
}

TEST_CASE("variance and standard deviation have the derivatives that numbers say, over any axes") {
  const Expr x = input("x", f64, {2, 3, 4});
  Numbers entries(24);
  for (std::size_t i = 0; i < 24; ++i) entries[i] = std::sin(static_cast<double>(3 * i * i + 1));
  for (const Axes& axes : {Axes(), Axes(0), Axes(-1), Axes{0, 2}})
    for (const int ddof : {0, 1})
      for (const int order : {1, 2}) {
        const Expr cost = sum(square(stddev(x, axes, {}, ddof))) + sum(stddev(x, axes, keepdims, ddof)) +
                          sum(square(var(x, axes, {}, ddof)));
        const GradientReport report =
            verify_gradient(cost, {x}, {{x, tensor(f64, {2, 3, 4}, entries)}}, {.order = order});
        INFO(to_string(report));
        CHECK(report.ok());
      }
}

TEST_CASE("a variance of what has none is an error that shows it") {
  const Expr x = input("x", i32, {batch}), y = input("y", f32, {batch});
  CHECK(message_without_lines([&] { var(x); }) ==
        "var_test.cpp: var: wants f32 or f64, not i32: cast() converts\n"
        "  x : i32[batch] = input  var_test.cpp");
  CHECK(message_without_lines([&] { stddev(y, 1); }) ==
        "var_test.cpp: stddev: axis 1 is out of range for rank 1\n"
        "  y : f32[batch] = input  var_test.cpp");
}
