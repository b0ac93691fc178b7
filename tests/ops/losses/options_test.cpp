// What all losses have in common: masks, weights, reductions, and what they refuse.

#include <nabla/ops/losses/options.hpp>

#include <cmath>
#include <functional>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

using Indices = std::vector<std::size_t>;

struct NamedLoss {
  const char* name;
  std::function<Expr(const Operand&, const Operand&, const LossOptions&)> of;
  bool sparse = false;
};

CrossEntropyOptions cross(const LossOptions& o, bool logits, double smoothing = 0) {
  return {logits, smoothing, o.reduction, o.weights, o.mask};
}
FocalOptions focal(const LossOptions& o, bool logits) {
  return {.from_logits = logits, .reduction = o.reduction, .weights = o.weights, .mask = o.mask};
}

const std::vector<NamedLoss>& all_losses() {
  using O = Operand;
  using L = LossOptions;
  static const std::vector<NamedLoss> list{
      {"mean_squared_error", mean_squared_error},
      {"mean_absolute_error", mean_absolute_error},
      {"mean_absolute_percentage_error", mean_absolute_percentage_error},
      {"mean_squared_log_error", mean_squared_log_error},
      {"huber", [](const O& p, const O& t, const L& o) { return huber(p, t, 1, o); }},
      {"log_cosh", [](const O& p, const O& t, const L& o) { return log_cosh(p, t, o); }},
      {"hinge", hinge},
      {"squared_hinge", squared_hinge},
      {"categorical_hinge", categorical_hinge},
      {"poisson", poisson},
      {"kl_divergence", kl_divergence},
      {"cosine_similarity", cosine_similarity},
      {"binary_cross_entropy", [](auto& p, auto& t, auto& o) { return binary_cross_entropy(p, t, cross(o, false)); }},
      {"binary_cross_entropy", [](auto& p, auto& t, auto& o) { return binary_cross_entropy(p, t, cross(o, true)); }},
      {"categorical_cross_entropy",
       [](auto& p, auto& t, auto& o) { return categorical_cross_entropy(p, t, cross(o, false)); }},
      {"categorical_cross_entropy",
       [](auto& p, auto& t, auto& o) { return categorical_cross_entropy(p, t, cross(o, true)); }},
      {"binary_focal_cross_entropy",
       [](auto& p, auto& t, auto& o) { return binary_focal_cross_entropy(p, t, focal(o, false)); }},
      {"binary_focal_cross_entropy",
       [](auto& p, auto& t, auto& o) { return binary_focal_cross_entropy(p, t, focal(o, true)); }},
      {"categorical_focal_cross_entropy",
       [](auto& p, auto& t, auto& o) { return categorical_focal_cross_entropy(p, t, focal(o, false)); }},
      {"categorical_focal_cross_entropy",
       [](auto& p, auto& t, auto& o) { return categorical_focal_cross_entropy(p, t, focal(o, true)); }},
      {"sparse_categorical_cross_entropy",
       [](auto& p, auto& t, auto& o) { return sparse_categorical_cross_entropy(p, t, cross(o, false)); }, true},
      {"sparse_categorical_cross_entropy",
       [](auto& p, auto& t, auto& o) { return sparse_categorical_cross_entropy(p, t, cross(o, true)); }, true},
      {"sparse_categorical_cross_entropy",
       [](auto& p, auto& t, auto& o) { return sparse_categorical_cross_entropy(p, t, cross(o, true, .1)); }, true},
  };
  return list;
}

/// Four examples of three classes, all of them in the domain of every loss.
const Numbers predictions{.2, .3, .5, .6, .3, .1, .1, .1, .8, .25, .5, .25};
const Numbers targets{.1, .7, .2, .5, .2, .3, .6, .3, .1, .1, .1, .8};
const Numbers labels{1, 0, 2, 1};

struct Fed {
  Expr prediction, target;
};

Fed feed(const NamedLoss& loss, DType dtype, const Numbers& p = predictions, const Numbers& t = targets,
         const Numbers& y = labels) {
  const auto n = static_cast<std::int64_t>(y.size());
  return {constant(tensor(dtype, {n, 3}, p)),
          loss.sparse ? constant(tensor(i32, {n}, y)) : constant(tensor(dtype, {n, 3}, t))};
}

double total(const Numbers& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum;
}

}  // namespace

TEST_CASE("every loss is one of each example, their sum, or their mean") {
  for (const NamedLoss& loss : all_losses())
    for (const DType dtype : {f32, f64}) {
      INFO(loss.name);
      const auto [p, t] = feed(loss, dtype);
      const Expr each = loss.of(p, t, {.reduction = Reduction::none});
      CHECK(each.type() == Type{dtype, {4}});
      const Numbers want = numbers(evaluate(each));
      const double tolerance = 4 * few_ulps(dtype);
      CHECK(difference(numbers(evaluate(loss.of(p, t, {.reduction = Reduction::sum}))), {total(want)}, tolerance) ==
            "");
      CHECK(difference(numbers(evaluate(loss.of(p, t, {}))), {total(want) / 4}, tolerance) == "");
    }
}

TEST_CASE("weights multiply each example's loss, and the mean is by the number of examples") {
  const Expr w = constant(tensor(f64, {4}, {1, 0, 3, .5}));
  for (const NamedLoss& loss : all_losses()) {
    INFO(loss.name);
    const auto [p, t] = feed(loss, f64);
    Numbers want = numbers(evaluate(loss.of(p, t, {.reduction = Reduction::none})));
    const Numbers unweighted = want;
    for (std::size_t i = 0; i < 4; ++i) want[i] *= Numbers{1, 0, 3, .5}[i];
    CHECK(difference(numbers(evaluate(loss.of(p, t, {.reduction = Reduction::none, .weights = w}))), want, 1e-15) ==
          "");
    const Expr mean = loss.of(p, t, {.weights = w});
    CHECK(difference(numbers(evaluate(mean)), {total(want) / 4}, 1e-14) == "");
    Numbers slopes = unweighted;
    for (double& s : slopes) s /= 4;
    CHECK(difference(numbers(evaluate(grad(mean, w))), slopes, 1e-14) == "");
  }
}

TEST_CASE("masked examples count for nothing, be they NaN, infinite or no class at all") {
  const Expr mask = constant(tensor(b8, {4}, {1, 0, 1, 0}));
  for (const NamedLoss& loss : all_losses())
    for (const double bad : {NaN, inf, -inf}) {
      INFO(loss.name << " with " << bad);
      Numbers p = predictions, t = targets;
      for (const std::size_t i : Indices{3, 4, 5, 9, 11}) p[i] = bad;
      for (const std::size_t i : Indices{3, 5, 10}) t[i] = bad;
      const auto [q, u] = feed(loss, f64, p, t, {1, -100, 2, 77});
      const Expr w = constant(tensor(f64, {4}, {2, bad, 1, bad}));
      const Numbers clean_p{.2, .3, .5, .1, .1, .8}, clean_t{.1, .7, .2, .6, .3, .1};
      const auto [a, b] = feed(loss, f64, clean_p, clean_t, {1, 2});
      const Expr v = constant(tensor(f64, {2}, {2, 1}));

      const Expr masked = loss.of(q, u, {.weights = w, .mask = mask}), clean = loss.of(a, b, {.weights = v});
      CHECK(difference(numbers(evaluate(masked)), numbers(evaluate(clean)), 1e-14) == "");
      const Numbers each = numbers(evaluate(loss.of(q, u, {.reduction = Reduction::none, .mask = mask})));
      CHECK(each[1] == 0);
      CHECK(each[3] == 0);
      const Numbers slope = numbers(evaluate(grad(masked, q))), wanted = numbers(evaluate(grad(clean, a)));
      CHECK(difference({slope[0], slope[1], slope[2], slope[6], slope[7], slope[8]}, wanted, 1e-13) == "");
      for (const std::size_t i : Indices{3, 4, 5, 9, 10, 11}) CHECK(slope[i] == 0);
      const Numbers weight_slope = numbers(evaluate(grad(masked, w)));
      CHECK(weight_slope[1] == 0);
      CHECK(weight_slope[3] == 0);
      CHECK(std::isfinite(weight_slope[0]));
      if (!loss.sparse) {
        const Numbers target_slope = numbers(evaluate(grad(masked, u)));
        for (const std::size_t i : Indices{3, 4, 5, 9, 10, 11}) CHECK(target_slope[i] == 0);
        for (const std::size_t i : Indices{0, 1, 2, 6, 7, 8}) CHECK(std::isfinite(target_slope[i]));
      }
      const Expr curve = grad(sum(grad(masked, q) * q), q, {Unreached::zeros});
      const Numbers curvature = numbers(evaluate(curve));
      for (const std::size_t i : Indices{0, 1, 2, 6, 7, 8}) CHECK(std::isfinite(curvature[i]));
    }
}

TEST_CASE("the mean over no example that counts is 0, and so is its gradient") {
  const Expr none = constant(tensor(b8, {4}, {0, 0, 0, 0}));
  for (const NamedLoss& loss : all_losses()) {
    INFO(loss.name);
    const auto [p, t] = feed(loss, f64);
    const Expr mean = loss.of(p, t, {.mask = none});
    CHECK(evaluate(mean).item<double>() == 0);
    CHECK(numbers(evaluate(grad(mean, p))) == Numbers(12, 0.0));
  }
}

TEST_CASE("sizes may be symbols, and axes more than two, with weights and masks that stretch") {
  const Dim time{"time"};
  const Expr p = input("p", f64, {batch, time, 2}), t = input("t", f64, {batch, time, 2});
  const Expr mask = input("mask", b8, {1, time}), w = input("w", f64, {batch, 1});
  const Feeds feeds{{p, tensor(f64, {2, 3, 2}, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6})},
                    {t, Tensor::zeros(f64, {2, 3, 2})},
                    {mask, tensor(b8, {1, 3}, {1, 0, 1})},
                    {w, tensor(f64, {2, 1}, {1, 10})}};
  const LossOptions options{.reduction = Reduction::none, .weights = w, .mask = mask};
  CHECK(numbers(evaluate(mean_squared_error(p, t, options), feeds)) == Numbers{1, 0, 9, 160, 0, 360});
  CHECK(numbers(evaluate(mean_squared_error(p, t, {.weights = w, .mask = mask}), feeds)) == Numbers{530 / 4.});
  CHECK(numbers(evaluate(cosine_similarity(p, t, options), feeds)) == Numbers(6, 0.0));
}

TEST_CASE("a prediction of rank 1 is a batch of numbers, or one vector, and of rank 0 one number") {
  const Expr p = constant(tensor(f64, {3}, {.2, .3, .5})), t = constant(tensor(f64, {3}, {0, 1, 0}));
  const Expr mask = constant(tensor(b8, {3}, {0, 1, 1}));
  CHECK(mean_absolute_error(p, t, {.reduction = Reduction::none, .mask = mask}).shape() == Shape{3});
  CHECK(evaluate(mean_absolute_error(p, t, {.mask = mask})).item<double>() == Approx(.6));
  CHECK(categorical_cross_entropy(p, t, {.reduction = Reduction::none}).shape() == Shape{});
  CHECK(evaluate(mean_squared_error(constant(Tensor::scalar(3.0)), 1)).item<double>() == 4);
}

TEST_CASE("over no examples a mean is NaN, with a mask 0, and a sum 0") {
  const Expr p = constant(Tensor::zeros(f64, {0, 3}));
  CHECK(std::isnan(evaluate(mean_squared_error(p, p)).item<double>()));
  CHECK(evaluate(mean_squared_error(p, p, {.reduction = Reduction::sum})).item<double>() == 0);
  CHECK(evaluate(mean_squared_error(p, p, {.mask = constant(Tensor::zeros(b8, {0}))})).item<double>() == 0);
}

TEST_CASE("weights may be learnt") {
  const Parameter w("w", tensor(f64, {2}, {1, 2}));
  const Expr p = constant(tensor(f64, {2}, {3, 4}));
  CHECK(numbers(evaluate(grad(mean_squared_error(p, 1, {.reduction = Reduction::sum, .weights = w}), w))) ==
        Numbers{4, 9});
}

TEST_CASE("shapes that would broadcast to all pairs are an error in every loss") {
  const Expr p = input("p", f32, {batch, 1}), t = input("t", f32, {batch}), d = input("d", f64, {batch, 1});
  for (const NamedLoss& loss : all_losses()) {
    if (loss.sparse) continue;
    const std::string table = "\n  p : f32[batch, 1] = input  options_test.cpp\n";
    const std::string name = std::string("options_test.cpp: ") + loss.name + ": ";
    CHECK(message_without_lines([&] { loss.of(p, t, {}); }) ==
          name + "the shapes differ: [batch, 1] and [batch]" + table + "  t : f32[batch]    = input  options_test.cpp");
    CHECK(message_without_lines([&] { loss.of(p, d, {}); }) ==
          name + "the prediction is f32, the target f64: cast() one of them" + table +
              "  d : f64[batch, 1] = input  options_test.cpp");
  }
}

TEST_CASE("weights and masks that do not fit are an error that says what would") {
  const Expr p = input("p", f32, {batch, 3}), w = input("w", f32, {batch, 1}), d = input("d", f64, {batch});
  CHECK(message_without_lines([&] { mean_squared_error(p, 0, {.weights = w}); }) ==
        "options_test.cpp: mean_squared_error: the weight of [batch, 1] does not fit losses of [batch]\n"
        "  p         : f32[batch, 3] = input         options_test.cpp\n"
        "  operand 2 : f32[batch, 3] = broadcast_to  options_test.cpp\n"
        "  w         : f32[batch, 1] = input         options_test.cpp");
  CHECK(first_line(message_without_lines([&] { hinge(p, 0, {.weights = d}); })) ==
        "options_test.cpp: hinge: the weight is f64, not f32");
  CHECK(first_line(message_without_lines([&] { hinge(p, 0, {.mask = w}); })) ==
        "options_test.cpp: hinge: the mask is f32, not b8");
  const Expr s = input("s", f32, {}), i = input("i", i32, {batch});
  CHECK(first_line(message_without_lines([&] { cosine_similarity(s, s); })) ==
        "options_test.cpp: cosine_similarity: the prediction has rank 0: the loss is one of vectors, along the last "
        "axis");
  CHECK(first_line(message_without_lines([&] { poisson(i, i); })) ==
        "options_test.cpp: poisson: wants f32 or f64, not i32: cast() converts");
}
