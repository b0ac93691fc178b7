#include <nabla/autodiff/verify.hpp>

#include <sstream>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/rng.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using test::message_of;

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

/// exp whose pullback is right for a cotangent of 1 only.
struct Nonlinear {
  static constexpr auto name = "nonlinear";
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const { Exp{}.eval(x, y); }
  Cotangent pullback(const Expr&, const Expr& y, const Expr& dy) const { return dy * dy * y; }
};

/// The identity, whose pullback has no derivative.
struct OnceOnly {
  static constexpr auto name = "once_only";
  Attr<bool> inner = false;
  auto attrs() const { return named_attrs("inner", inner); }
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const { std::copy_n(x.data, x.bytes(), y.data); }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const {
    if (*inner) return undefined("the test says so");
    return apply(OnceOnly{true}, Where::here(), dy);
  }
};

/// 2x for x >= 0 alone, with a derivative to choose.
struct Bounded {
  static constexpr auto name = "bounded";
  Attr<double> slope = 2;
  auto attrs() const { return named_attrs("slope", slope); }
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    for (std::size_t i = 0; i < x.elements(); ++i) {
      if (x.as<double>()[i] < 0) throw Error("bounded: an entry is negative");
      y.as<double>()[i] = 2 * x.as<double>()[i];
    }
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return *slope * dy; }
};

Expr sabotaged(const Expr& x, double error) { return apply(Sabotaged{error}, Where::here(), x); }

Tensor random_tensor(DType dtype, Sizes sizes, std::uint64_t seed) {
  Rng rng(seed);
  Tensor tensor = Tensor::empty(f64, std::move(sizes));
  for (double& x : tensor.mutable_span<double>()) x = 2 * rng.uniform() - 1;
  return tensor.cast(dtype);
}

Tensor vector(const std::vector<double>& entries) {
  return Tensor::from_vector<double>({static_cast<std::int64_t>(entries.size())}, entries);
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

TEST_CASE("several outputs of any shape are verified at once, to both orders") {
  const Dim batch("batch");
  const Parameter W("W", random_tensor(f32, {4, 3}, 1)), b("b", random_tensor(f32, {3}, 2));
  const Expr x = input("x", f32, {batch, 4});
  const Expr h = tanh(add_bias(matmul(x, W), b));
  const Feeds feeds{{x, random_tensor(f32, {5, 4}, 3)}};
  for (const int order : {1, 2}) {
    const GradientReport report = verify_gradient({h, sum(h * h, 0), mean(exp(h))}, {W, b, x}, feeds, {.order = order});
    CAPTURE(to_string(report));
    CHECK(report.ok());
    CHECK(report.max_relative_error() < 1e-8);
    REQUIRE(report.forward);
    CHECK(report.forward->compared);
    CHECK(report.forward->forward == Approx(report.forward->backward).epsilon(1e-13));
    CHECK(report.forward->numeric.relative_error < 1e-8);
  }
}

TEST_CASE("a mistake in any of several outputs is caught, whichever entry it is in") {
  const Expr x = input("x", f64, {3});
  const Feeds feeds{{x, random_tensor(f64, {3}, 5)}};
  const Expr only_last = constant(Tensor::from_vector<double>({3}, {0, 0, 1}));
  const Expr wrong = only_last * sabotaged(x, 1e-5) + (1 - only_last) * exp(x);
  CHECK_FALSE(verify_gradient({tanh(x), wrong}, {x}, feeds).ok());
  CHECK_FALSE(verify_gradient({wrong, sum(x)}, {x}, feeds).ok());
  CHECK_FALSE(verify_gradient(wrong, x, feeds).ok());
  CHECK(verify_gradient({tanh(x), sum(x)}, {x}, feeds).ok());
}

TEST_CASE("one cost is the same, bit by bit, whether it stands alone or in a list") {
  const Parameter W("W", random_tensor(f32, {3, 2}, 9));
  const Expr loss = mean(square(tanh(W)));
  const std::string alone = to_string(verify_gradient(loss, {W}));
  CHECK(to_string(verify_gradient({loss}, {W})) == alone);
  CHECK(to_string(verify_gradient(Exprs{loss}, W)) == alone);
  CHECK(to_string(verify_gradient(loss, W)) == alone);
  CHECK(to_string(verify_gradient(loss, std::vector<Parameter>{W})) == alone);
}

TEST_CASE("outputs that have no gradient are named") {
  const Expr x = input("x", f64, {3});
  CHECK_THAT(message_of([&] {
               verify_gradient({sum(x), argmax(x, 0)}, {x});
             }),
             Catch::Matchers::Contains("verify_gradient: an output that is not a float has no gradient\n") &&
                 Catch::Matchers::Contains("i64[]"));
  CHECK_THAT(message_of([&] { verify_gradient(Exprs{}, {x}); }),
             Catch::Matchers::EndsWith("verify_gradient: there are no outputs"));
  CHECK_THAT(message_of([&] { verify_gradient(Expr(), {x}); }),
             Catch::Matchers::EndsWith("verify_gradient: an output is an empty Expr"));
}

TEST_CASE("jvp is checked too: a pullback that is not linear in the cotangent is found") {
  const Expr x = input("x", f64, {3});
  const Feeds feeds{{x, random_tensor(f64, {3}, 5)}};
  const Expr y = apply(Nonlinear{}, Where::here(), x);
  const GradientReport report = verify_gradient(sum(y), {x}, feeds);  // the cotangent is 1: vjp is right
  CAPTURE(to_string(report));
  CHECK(report.parameters[0].failures == 0);
  CHECK_FALSE(report.forward->ok(report.tolerance));
  CHECK_FALSE(report.ok());
  CHECK_THAT(to_string(report), Catch::Matchers::Contains("WRONG: 1 checks fail"));
}

TEST_CASE("a pullback without a derivative leaves only the jvp unchecked, and says so") {
  const Expr x = input("x", f64, {2});
  const GradientReport report = verify_gradient(sum(apply(OnceOnly{}, Where::here(), x)), {x}, {{x, vector({1, 2})}});
  CHECK(report.ok());
  CHECK_THAT(to_string(report),
             Catch::Matchers::Contains("\n  no jvp: ") && Catch::Matchers::Contains("the test says so"));
}

TEST_CASE("it throws what a Function throws that is called with these feeds") {
  const Dim batch("batch");
  const Expr x = input("x", f32, {batch, 3}), t = input("t", i32, {batch});
  const Expr loss = mean(sparse_softmax_cross_entropy(x, t));
  const Tensor logits = random_tensor(f32, {2, 3}, 4);
  const std::vector<std::pair<Tensor, Tensor>> wrong{
      {random_tensor(f64, {2, 3}, 4), Tensor::from_vector<std::int32_t>({2}, {0, 1})},
      {random_tensor(f32, {2, 4}, 4), Tensor::from_vector<std::int32_t>({2}, {0, 1})},
      {logits, Tensor::from_vector<std::int32_t>({3}, {0, 1, 2})},
      {logits, Tensor::from_vector<std::int32_t>({2}, {0, 3})},
  };
  for (const std::pair<Tensor, Tensor>& feeds : wrong) {
    const Tensor &images = feeds.first, &labels = feeds.second;
    const Where where = Where::here();
    const std::string expected = message_of([&] { Function({x, t}, {loss}, {}, {}, where)(images, labels); });
    CHECK(expected != "(no error)");
    CHECK(message_of([&] { verify_gradient(loss, {x}, {{x, images}, {t, labels}}, {}, where); }) == expected);
  }
  CHECK_THAT(message_of([&] {
               verify_gradient(loss, {x}, {{x, logits}, {x, logits}, {t, logits}});
             }),
             Catch::Matchers::Contains("function: input \"x\" is given twice"));
}

TEST_CASE("a number may be fed to a float of either width") {
  const Expr rate = input("rate", f32, {}), x = input("x", f64, {});
  CHECK(verify_gradient(exp(rate), rate, {{rate, 0.5}, {x, 2}}).ok());
  CHECK(verify_gradient(x * x, x, {{x, 2}}).ok());
}

TEST_CASE("where the domain ends the gradient is the derivative from inside") {
  const Expr x = input("x", f64, {3});
  const Feeds feeds{{x, vector({0.5, 0, 3})}};
  for (const double slope : {2.0, 2.001}) {
    const GradientReport report = verify_gradient(sum(apply(Bounded{slope}, Where::here(), x)), x, feeds);
    CAPTURE(to_string(report));
    CHECK(report.ok() == (slope == 2));
    CHECK(report.parameters[0].failures == (slope == 2 ? 0 : 3));
    REQUIRE(report.parameters[0].kinks.size() == (slope == 2 ? 1 : 0));
    if (slope == 2)
      CHECK_THAT(to_string(report), Catch::Matchers::Contains(
                                        "kink at x [1]: edge of the domain, derivative 2 from the right, gradient 2"));
  }
  CHECK_THROWS_WITH(verify_gradient(sum(apply(Bounded{2}, Where::here(), x)), x, {{x, vector({1, -1, 1})}}),
                    Catch::Matchers::Contains("bounded: an entry is negative"));
}

TEST_CASE("close to the end of the domain steps get small enough") {
  const Expr x = input("x", f64, {Dim("n")});
  const GradientReport report = verify_gradient(sum(log(x) + sqrt(x)), x, {{x, vector({1e-3, 1e-9, 1e-15, 3})}});
  CAPTURE(to_string(report));
  CHECK(report.ok());
  CHECK(report.max_relative_error() < 1e-9);

  Tensor many = Tensor::full(f64, {2000}, 0.5);
  for (const std::size_t i : {7U, 70U, 700U}) many.mutable_span<double>()[i] = 1e-15;
  const GradientReport directions = verify_gradient(sum(log(x) + sqrt(x)), x, {{x, many}});
  CAPTURE(to_string(directions));
  CHECK(directions.ok());
}

TEST_CASE("of a large parameter a direction that fails is halved until it names the entry") {
  const Parameter W("W", random_tensor(f64, {50, 60}, 7));
  std::vector<double> one(3000);
  one[1234] = 1;
  const Expr mask = constant(Tensor::from_vector<double>({50, 60}, one));
  const GradientReport report = verify_gradient(sum(mask * sabotaged(W, 1e-3) + (1 - mask) * exp(W)), W);
  CHECK_FALSE(report.ok());
  REQUIRE_FALSE(report.parameters[0].wrong.empty());
  CHECK(report.parameters[0].wrong[0].index == Sizes{20, 34});
  CHECK_THAT(to_string(report), Catch::Matchers::Contains("  wrong at W [20, 34]: gradient "));
}

TEST_CASE("kinks that only directions cross do not fail a large parameter") {
  Tensor value = random_tensor(f64, {2000}, 7);
  value.mutable_span<double>()[77] = 0;
  value.mutable_span<double>()[1999] = 0;
  const Expr W = Parameter("W", value);
  const GradientReport report = verify_gradient(sum(relu(W)), W);
  CAPTURE(to_string(report));
  CHECK(report.ok());
  REQUIRE(report.parameters[0].kinks.size() == 2);
  CHECK(report.parameters[0].kinks[0].check.index == Sizes{77});
}

TEST_CASE("a check that rounding makes blunt passes, and the report says how blunt") {
  const Expr x = input("x", f64, {});
  const GradientReport report = verify_gradient(1e9 + sabotaged(x, 1e-5), x, {{x, 0.1}});
  CHECK(report.ok());
  CHECK(report.parameters[0].blunt == 1);
  CHECK_THAT(to_string(report), Catch::Matchers::Contains("  blunt: in 1 checks of x the numeric derivative is less "
                                                          "certain than the tolerance, up to "));
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
