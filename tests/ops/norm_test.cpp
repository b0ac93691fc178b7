#include <nabla/ops/norm.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/sqrt.hpp>
#include <nabla/ops/transpose.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

double norm_of(DType dtype, const Numbers& x, double order = 2) {
  return numbers(evaluate(norm(constant(tensor(dtype, {static_cast<std::int64_t>(x.size())}, x)), {}, {}, order)))[0];
}

/// The gradient, and the gradient of the sum of the gradient's entries, each with its own weight.
std::vector<Numbers> derivatives(DType dtype, const Numbers& x, double order) {
  const Expr at = constant(tensor(dtype, {static_cast<std::int64_t>(x.size())}, x));
  Numbers weights(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) weights[i] = 1 + static_cast<double>(i);
  const Expr w = constant(tensor(dtype, {static_cast<std::int64_t>(x.size())}, weights));
  const Expr first = grad(norm(at, {}, {}, order), at);
  const std::vector<Tensor> results = evaluate({first, grad(sum(first * w), at, {Unreached::zeros})});
  return {numbers(results[0]), numbers(results[1])};
}

}  // namespace

TEST_CASE("the norm is the length, or of another order") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = few_ulps(dtype);
    CHECK(norm_of(dtype, {3, -4}) == 5);
    CHECK(norm_of(dtype, {3, -4}, 1) == 7);
    CHECK(norm_of(dtype, {3, -4}, inf) == 4);
    CHECK(norm_of(dtype, {3, -4}, 3) == Approx(std::cbrt(91)).epsilon(ulps));
    CHECK(norm_of(dtype, {1, 4}, 0.5) == Approx(9).epsilon(ulps));
    CHECK(norm_of(dtype, Numbers(1000, 2.0)) == Approx(2 * std::sqrt(1000)).epsilon(ulps));
    for (const double order : {0.5, 1.0, 2.0, 3.5, inf}) {
      CHECK(norm_of(dtype, {}, order) == 0);
      CHECK(norm_of(dtype, {0, -0.0, 0}, order) == 0);
      CHECK(norm_of(dtype, {-7}, order) == 7);
      CHECK(norm_of(dtype, {1, -inf}, order) == inf);
      CHECK(std::isnan(norm_of(dtype, {1, NaN, 2}, order)));
      CHECK(std::isnan(norm_of(dtype, {inf, NaN}, order)));
      CHECK(std::isnan(norm_of(dtype, {NaN, inf}, order)));
    }
  }
}

TEST_CASE("the norm goes over any axes, which count as one vector") {
  const Expr x = constant(tensor(f64, {2, 2, 2}, {1, 2, 2, 4, 2, 4, 4, 8}));
  CHECK(difference(numbers(evaluate(norm(x))), {std::sqrt(125)}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(norm(x, {0, 2}))), {5, 10}, 1e-15) == "");
  CHECK(difference(numbers(evaluate(norm(x, 1, keepdims))), {std::sqrt(5), std::sqrt(20), std::sqrt(20), std::sqrt(80)},
                   1e-15) == "");
  const Expr y = input("y", f32, {batch, 3, 4});
  CHECK(norm(y, {0, -1}, keepdims).type() == Type{f32, {1, 3, 1}});
  CHECK(norm(y, 0).type() == Type{f32, {3, 4}});
  CHECK(numbers(evaluate(norm(y, 0), {{y, Tensor::zeros(f32, {0, 3, 4})}})) == Numbers(12, 0.0));
}

TEST_CASE("the norms of columns are those of rows, more of them than a tile holds, some of them huge or tiny") {
  const std::int64_t rows = 300, columns = 520;
  Numbers entries(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i] = std::sin(static_cast<double>(i)) * (i % 520 == 7 ? 1e250 : i % 520 == 300 ? 1e-250 : 1);
  const Expr x = constant(tensor(f64, {rows, columns}, entries));
  CHECK(difference(numbers(evaluate(norm(x, 0))), numbers(evaluate(norm(transpose(x), 1))), 1e-15) == "");
  const Expr y = reshape(x, {3, 100, 52, 10});
  CHECK(difference(numbers(evaluate(norm(y, {0, 2}))), numbers(evaluate(norm(transpose(y, {1, 3, 0, 2}), {2, 3}))),
                   1e-15) == "");
}

TEST_CASE("no square over- or underflows, in value and gradient") {
  for (const double scale : {1e200, 1e-200, 1e-310, 1e300}) {
    INFO(scale);
    const double ulps = scale < 1e-307 ? 1e-11 : 1e-15;  // denormals have few digits
    for (const double order : {2.0, 3.0}) {
      const double length = order == 2 ? 5 : std::cbrt(91);
      CHECK(norm_of(f64, {3 * scale, -4 * scale, 0}, order) == Approx(length * scale).epsilon(4 * ulps));
      const Numbers want{std::pow(3 / length, order - 1), -std::pow(4 / length, order - 1), 0};
      CHECK(difference(derivatives(f64, {3 * scale, -4 * scale, 0}, order)[0], want, 8 * ulps) == "");
    }
  }
  CHECK(norm_of(f64, {1e200, 1e-200}) == 1e200);
  CHECK(norm_of(f64, {5e-324}) == 5e-324);
  CHECK(norm_of(f32, {3e-40, 4e-40}) == Approx(5e-40).epsilon(1e-4));
  CHECK(norm_of(f32, {3e37, -4e37}) == Approx(5e37).epsilon(1e-6));
  CHECK(norm_of(f64, {1.7e308, 1.7e308}) == inf);
  // the Hessian is (1 - x x' / y^2) / y
  const Numbers second = derivatives(f64, {3e-200, 4e-200}, 2)[1];
  CHECK(difference(second, {(16 - 12 * 2) / 125. * 1e200, (9 * 2 - 12) / 125. * 1e200}, 1e-13) == "");
}

TEST_CASE("at the zero vector all derivatives of a norm are 0") {
  for (const DType dtype : {f32, f64})
    for (const double order : {0.5, 1.0, 1.5, 2.0, 3.0, inf}) {
      INFO(order);
      for (const Numbers& d : derivatives(dtype, {0, 0, 0}, order)) CHECK(d == Numbers{0, 0, 0});
    }
  const Expr x = constant(tensor(f64, {2, 2}, {0, 0, 3, 4}));
  CHECK(difference(numbers(evaluate(grad(sum(norm(x, 1)), x))), {0, 0, 0.6, 0.8}, 1e-15) == "");
  // as a penalty that is squared, whose Hessian at 0 loses its 2
  CHECK(numbers(evaluate(grad(square(norm(x)), x)))[0] == 0);
}

TEST_CASE("an entry of 0 beside others has the right derivative, or by convention 0") {
  CHECK(derivatives(f64, {0, 4}, 2)[0] == Numbers{0, 1});
  CHECK(derivatives(f64, {0, 4}, 2)[1] == Numbers{0.25, 0});
  for (const double order : {0.5, 1.0, 1.5, 3.0, inf}) {
    INFO(order);
    CHECK(derivatives(f64, {0, 4}, order)[0] == Numbers{0, 1});
    CHECK(derivatives(f64, {0, 4}, order)[1][0] == 0);
  }
}

TEST_CASE("the largest magnitude's gradient goes to the first") {
  CHECK(derivatives(f64, {1, -3, 3, 2}, inf)[0] == Numbers{0, -1, 0, 0});
  CHECK(derivatives(f64, {1, -3, 3, 2}, 1)[0] == Numbers{1, -1, 1, 1});
}

TEST_CASE("a norm's derivatives agree with numeric ones, beside zeros and far from 1") {
  const Expr x = input("x", f64, {2, 3});
  for (const double order : {1.0, 1.5, 2.0, 2.5, 4.0, inf})
    for (const double scale : {1.0, 1e5, 1e-5}) {
      const Feeds feeds{{x, tensor(f64, {2, 3}, {scale, -2 * scale, 3 * scale, -scale, 0.5 * scale, 0.25 * scale})}};
      for (const int check : {1, 2}) {
        const GradientReport report =
            verify_gradient(sum(square(norm(x, 1, {}, order))) + norm(x, {}, {}, order), {x}, feeds, {.order = check});
        INFO("order " << order << ", scale " << scale << "\n" << to_string(report));
        CHECK(report.ok());
      }
    }
}

TEST_CASE("a norm of what has none is an error") {
  const Expr x = input("x", i32, {batch}), y = input("y", f32, {batch});
  CHECK(message_without_lines([&] { norm(x); }) ==
        "norm_test.cpp: norm: wants f32 or f64, not i32: cast() converts\n"
        "  x : i32[batch] = input  norm_test.cpp");
  const std::string table = ": it is a number above 0, or infinity\n  y : f32[batch] = input  norm_test.cpp";
  CHECK(message_without_lines([&] { norm(y, {}, {}, 0); }) == "norm_test.cpp: norm: the order is 0" + table);
  CHECK(message_without_lines([&] { norm(y, {}, {}, -inf); }) == "norm_test.cpp: norm: the order is -inf" + table);
  CHECK(message_without_lines([&] { norm(y, {}, {}, NaN); }) == "norm_test.cpp: norm: the order is nan" + table);
}
