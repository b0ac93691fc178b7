#include <nabla/autodiff/verify.hpp>

#include <sstream>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

/// exp(x) whose derivative is off by the relative `error`.
struct Sabotaged {
  static constexpr auto name = "sabotaged";
  Attr<double> error = 0;
  auto attrs() const { return named_attrs("error", error); }

  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    dispatch_float(x.dtype, [&]<class T>() {
      for (std::size_t i = 0; i < x.elements(); ++i) y.as<T>()[i] = std::exp(x.as<T>()[i]);
    });
  }
  Cotangent pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * y * (1 + *error); }
};

/// relu whose derivative at 0 is 2.
struct WrongAtKink {
  static constexpr auto name = "wrong_at_kink";
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const { Relu{}.eval(x, y); }
  Cotangent pullback(const Expr& x, const Expr&, const Expr& dy) const {
    return where(greater(x, 0), dy, where(equal(x, 0), 2 * dy, 0));
  }
};

Expr sabotaged(const Expr& x, double error) { return apply(Sabotaged{error}, Where::here(), x); }

Tensor random_tensor(DType dtype, Sizes sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor tensor = Tensor::empty(f64, std::move(sizes));
  for (double& x : tensor.mutable_span<double>()) x = 2 * rng.uniform() - 1;
  return tensor.cast(dtype);
}

}  // namespace

TEST_CASE("a right gradient passes, in f64 and in f32") {
  for (const DType dtype : {f64, f32}) {
    const Dim batch("batch");
    const Expr x = input("x", dtype, {batch, 4});
    const Parameter W("W", random_tensor(dtype, {4, 3}, 1)), b("b", random_tensor(dtype, {3}, 2));
    const Expr loss = mean(square(tanh(add_bias(matmul(x, W), b))));
    const GradientReport report = verify_gradient(loss, {W, b, x}, {{x, random_tensor(dtype, {5, 4}, 3)}});
    CAPTURE(to_string(report));
    CHECK(report.ok());
    CHECK(report.max_relative_error() < 1e-9);
    REQUIRE(report.parameters.size() == 3);
    CHECK(report.parameters[0].name == "W");
    CHECK(report.parameters[0].checked == 12);
    CHECK(report.parameters[2].entries == 20);
  }
}

TEST_CASE("a gradient that is wrong by 1e-6 is caught, one that is wrong by 1e-9 is not") {
  const Expr x = input("x", f32, {6});
  const auto report = [&](double error) {
    return verify_gradient(sum(square(sabotaged(x, error))), {x}, {{x, random_tensor(f32, {6}, 4)}});
  };
  CHECK(report(0).ok());
  CHECK(report(1e-9).ok());
  CHECK_FALSE(report(1e-6).ok());
  CHECK_FALSE(report(-1e-6).ok());
  CHECK(report(1e-6).parameters[0].failures == 6);
  CHECK(report(1e-6).parameters[0].max_relative_error == Approx(1e-6).epsilon(0.01));
}

TEST_CASE("a wrong second derivative is caught by order 2") {
  const Expr x = input("x", f64, {4});
  const Feeds feeds{{x, random_tensor(f64, {4}, 5)}};
  CHECK(verify_gradient(sum(exp(x) * x), {x}, feeds, {.order = 2}).ok());
  // The gradient of exp is right; that of its gradient is not.
  struct Once {};
  const Expr y = sum(sabotaged(x, 1e-6));
  CHECK_FALSE(verify_gradient(y, {x}, feeds, {.order = 2}).ok());
  CHECK_THROWS_WITH(verify_gradient(y, {x}, feeds, {.order = 3}),
                    Catch::Matchers::Contains("the order is 1 or 2, not 3"));
}

TEST_CASE("one wrong entry among many is caught and named") {
  const Expr x = input("x", f64, {3, 4});
  const Expr mask = constant(Tensor::from_vector<double>({3, 4}, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
  const Expr loss = sum(mask * sabotaged(x, 1e-5) + (1 - mask) * exp(x));
  const GradientReport report = verify_gradient(loss, {x}, {{x, random_tensor(f64, {3, 4}, 6)}});
  CHECK(report.parameters[0].failures == 1);
  CHECK(report.parameters[0].worst.index == Sizes{1, 3});
}

TEST_CASE("entries on a kink are listed and pass, unless the gradient is outside the one-sided derivatives") {
  const Expr x = input("x", f64, {3});
  const Feeds feeds{{x, Tensor::from_vector<double>({3}, {-1, 0, 2})}};
  const GradientReport report = verify_gradient(sum(relu(x)), {x}, feeds);
  CHECK(report.ok());
  REQUIRE(report.parameters[0].kinks.size() == 1);
  CHECK(report.parameters[0].kinks[0].check.index == Sizes{1});
  CHECK(report.parameters[0].kinks[0].left == Approx(0).margin(1e-9));
  CHECK(report.parameters[0].kinks[0].right == Approx(1));
  CHECK_FALSE(verify_gradient(sum(apply(WrongAtKink{}, Where::here(), x)), {x}, feeds).ok());
}

TEST_CASE("a large parameter is checked by samples and random directions, which find an error anywhere") {
  const Parameter W("W", random_tensor(f32, {50, 60}, 7));
  const GradientReport right = verify_gradient(mean(exp(W)), {W});
  CHECK(right.ok());
  CHECK(right.parameters[0].entries == 3000);
  CHECK(right.parameters[0].checked == 64);
  CHECK(right.parameters[0].directions == 16);
  CHECK_FALSE(verify_gradient(mean(sabotaged(W, 1e-6)), {W}).ok());
}

TEST_CASE("the gradient of an expression in between is checked at its value") {
  const Expr x = input("x", f32, {3});
  const Expr h = exp(x);
  const GradientReport report = verify_gradient(sum(h * h), {h}, {{x, random_tensor(f32, {3}, 8)}});
  CHECK(report.ok());
  CHECK(report.parameters[0].worst.analytic > 0);
}

TEST_CASE("a derivative of something that the cost does not depend on is 0 both ways") {
  const Parameter W("W", Tensor::ones(f64, {2}));
  const Expr x = input("x", f64, {});
  CHECK(verify_gradient(x * x, {W}, {{x, 2.0}}).ok());
}

TEST_CASE("a NaN in the gradient or the cost is a failure, not a pass") {
  const Expr x = input("x", f64, {1});
  CHECK_FALSE(verify_gradient(sum(log(x)), {x}, {{x, Tensor::from_vector<double>({1}, {-1})}}).ok());
}

TEST_CASE("missing feeds are named") {
  const Expr x = input("x", f64, {2});
  CHECK_THROWS_WITH(verify_gradient(sum(x), {x}),
                    Catch::Matchers::Contains("verify_gradient: no feed for input \"x\" (f64[2])"));
}

TEST_CASE("the report is a table with a verdict") {
  const Expr x = input("x", f64, {2});
  std::ostringstream out;
  out << verify_gradient(sum(square(x)), {x}, {{x, Tensor::from_vector<double>({2}, {1, 2})}});
  const std::string text = out.str();
  CHECK_THAT(text,
             Catch::Matchers::StartsWith("Gradient against numeric differentiation\nparameter  entries  checked"));
  CHECK_THAT(text, Catch::Matchers::Contains("\nx ") && Catch::Matchers::EndsWith("\nok (tolerance 1e-07, seed 1)\n"));
}
