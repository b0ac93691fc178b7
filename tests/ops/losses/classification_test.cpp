#include <nabla/ops/losses/classification.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

const CrossEntropyOptions each{.reduction = Reduction::none};
const CrossEntropyOptions each_from_logits{.from_logits = true, .reduction = Reduction::none};

Expr vector(DType dtype, const Numbers& entries) {
  return constant(tensor(dtype, {static_cast<std::int64_t>(entries.size())}, entries));
}

}  // namespace

TEST_CASE("Keras's binary cross-entropies, from probabilities and from logits") {
  for (const DType dtype : {f32, f64}) {
    const Expr t = vector(dtype, {.1, .9, .2, 1}), p = vector(dtype, {.1, .2, .3, .4});
    const Numbers keras{.32508277, 1.47080801, .52613434, .91629048};  // computed with an epsilon of 1e-7
    CHECK(difference(numbers(evaluate(binary_cross_entropy(p, t, each))), keras, 1e-6) == "");
    CHECK(difference(numbers(evaluate(binary_cross_entropy(p, t, each_from_logits))),
                     {.73439666, .61813887, .79435524, .51301525}, 1e-7) == "");
  }
}

TEST_CASE(
    "probabilities of 0 and 1: right ones cost nothing, wrong ones infinity, and the slope is that of no clipping") {
  for (const DType dtype : {f32, f64}) {
    const Expr p = vector(dtype, {0, 1, 0, 1, .25}), t = vector(dtype, {0, 1, 1, 0, 1});
    const Expr loss = binary_cross_entropy(p, t, each);
    CHECK(difference(numbers(evaluate(loss)), {0, 0, inf, inf, std::log(4)}, few_ulps(dtype)) == "");
    CHECK(numbers(evaluate(grad(sum(loss), p))) == Numbers{1, -1, -inf, inf, -4});
    const Expr tiny = vector(dtype, {1e-20});
    CHECK(difference(numbers(evaluate(grad(binary_cross_entropy(tiny, 1), tiny))), {-1e20}, 1e-6) == "");
  }
}

TEST_CASE("binary logits of 1e4 have losses and slopes without overflow") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = vector(dtype, {1e4, 1e4, -1e4, -1e4, 30}), t = vector(dtype, {1, 0, 1, 0, 1});
    const Expr loss = binary_cross_entropy(x, t, each_from_logits);
    CHECK(difference(numbers(evaluate(loss)), {0, 1e4, 1e4, 0, std::log1p(std::exp(-30))}, few_ulps(dtype)) == "");
    CHECK(difference(numbers(evaluate(grad(sum(loss), x))), {0, 1, -1, 0, -9.357622968839299e-14},
                     4 * few_ulps(dtype)) == "");
  }
}

TEST_CASE("Theano's categorical case: a probability of 0 that is not asked for leaves everything alone") {
  for (const DType dtype : {f32, f64}) {
    const Expr p = constant(tensor(dtype, {2, 3}, {.4, .6, 0, .1, .8, .1}));
    const Expr t = constant(tensor(dtype, {2, 3}, {1, 0, 0, 0, 1, 0})), y = constant(tensor(i32, {2}, {0, 1}));
    for (const Expr& loss : {categorical_cross_entropy(p, t, each), sparse_categorical_cross_entropy(p, y, each)}) {
      CHECK(loss.type() == Type{dtype, {2}});
      CHECK(difference(numbers(evaluate(loss)), {0.916290731874155, 0.2231435513142097}, few_ulps(dtype)) == "");
      CHECK(difference(numbers(evaluate(grad(sum(loss), p))), {-2.5, 0, 0, 0, -1.25, 0}, few_ulps(dtype)) == "");
    }
  }
}

TEST_CASE("Keras's sparse cross-entropies from logits, and Theano's") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {3, 3}, {8, 1, 1, 0, 9, 1, 2, 3, 5})),
               y = constant(tensor(i64, {3}, {0, 1, 2}));
    const Numbers want{std::log1p(2 * std::exp(-7)), std::log1p(std::exp(-9) + std::exp(-8)),
                       std::log1p(std::exp(-3) + std::exp(-2))};
    CHECK(want[0] == Approx(.001822).epsilon(1e-3));
    CHECK(want[1] == Approx(.000459).epsilon(2e-3));
    CHECK(want[2] == Approx(.169846).epsilon(1e-5));
    CHECK(difference(numbers(evaluate(sparse_categorical_cross_entropy(x, y, each_from_logits))), want,
                     few_ulps(dtype)) == "");
    CHECK(difference(numbers(evaluate(sparse_categorical_cross_entropy(softmax(x), y, each))), want,
                     dtype == f32 ? 2e-4 : 1e-12) == "");
    const Expr theano = constant(tensor(dtype, {2, 3}, {1, 2, 3, 1, 1, 1})),
               labels = constant(tensor(i32, {2}, {2, 0}));
    const Expr cost = sparse_categorical_cross_entropy(theano, labels, {.from_logits = true});
    CHECK(difference(numbers(evaluate(cost)), {(0.4076059644443806 + 1.0986122886681098) / 2}, 1e-6) == "");
    CHECK(difference(numbers(evaluate(grad(cost, theano))),
                     {.0450152866, .1223642355, -.1673795221, -1 / 3., 1 / 6., 1 / 6.}, 1e-6) == "");
  }
}

TEST_CASE("Theano's asymptotic descent and climb, by the name of Keras") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = input("x", dtype, {5, 5}), labels = constant(tensor(i32, {5}, {0, 1, 2, 3, 4}));
    const Expr cost = sparse_categorical_cross_entropy(x, labels, {.from_logits = true, .reduction = Reduction::sum});
    for (const double rate : {-100.3, 100000.3}) {
      const Exprs outputs{cost, grad(cost, x), x + rate * grad(cost, x)};
      Tensor at = Tensor::zeros(dtype, {5, 5});
      std::vector<Tensor> now;
      for (int i = 0; i < 100; ++i) {
        now = evaluate(outputs, {{x, at}});
        at = now[2];
      }
      CHECK((rate < 0 ? numbers(now[0])[0] < 1e-42 : numbers(now[0])[0] > 61'750'000));
      if (rate > 0) CHECK(numbers(now[1])[0] == -1.0);
      if (rate > 0) CHECK(numbers(now[1])[1] == 0.25);
    }
  }
}

TEST_CASE("categorical logits of 1e4") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {2, 2}, {1e4, -1e4, 1e4, -1e4}));
    const Expr t = constant(tensor(dtype, {2, 2}, {1, 0, 0, 1}));
    const Expr loss = categorical_cross_entropy(x, t, each_from_logits);
    CHECK(numbers(evaluate(loss)) == Numbers{0, 2e4});
    CHECK(numbers(evaluate(grad(sum(loss), x))) == Numbers{0, 0, 1, -1});
  }
}

TEST_CASE("label smoothing moves the targets towards all classes alike") {
  const double s = .2;
  const Expr p = constant(tensor(f64, {2, 3}, {.2, .3, .5, .6, .3, .1})), y = constant(tensor(i32, {2}, {2, 0}));
  const Expr t = one_hot(y, 3, f64);
  const Expr moved = (1 - s) * t + s / 3;
  for (const bool from_logits : {false, true}) {
    const CrossEntropyOptions plain{.from_logits = from_logits, .reduction = Reduction::none};
    CrossEntropyOptions smooth = plain;
    smooth.label_smoothing = s;
    const Numbers want = numbers(evaluate(categorical_cross_entropy(p, moved, plain)));
    CHECK(difference(numbers(evaluate(categorical_cross_entropy(p, t, smooth))), want, 1e-15) == "");
    CHECK(difference(numbers(evaluate(sparse_categorical_cross_entropy(p, y, smooth))), want, 1e-15) == "");
    CHECK(difference(numbers(evaluate(binary_cross_entropy(p, t, smooth))),
                     numbers(evaluate(binary_cross_entropy(p, (1 - s) * t + s / 2, plain))), 1e-15) == "");
  }
  const Expr x = input("x", f64, {batch, Dim("classes")}), z = input("z", f64, {batch, Dim("classes")});
  const Feeds feeds{{x, tensor(f64, {1, 2}, {.5, .5})}, {z, tensor(f64, {1, 2}, {1, 0})}};
  CHECK(difference(numbers(evaluate(categorical_cross_entropy(x, z, {.label_smoothing = .5}), feeds)), {std::log(2)},
                   1e-15) == "");
}

TEST_CASE("cross-entropies have the derivatives that numbers say") {
  const Expr p = input("p", f64, {2, 3}), t = input("t", f64, {2, 3}), y = input("y", i32, {2});
  const Feeds feeds{{p, tensor(f64, {2, 3}, {.3, .2, .4, .7, .1, .2})},
                    {t, tensor(f64, {2, 3}, {.1, .4, .5, .3, .3, .4})},
                    {y, tensor(i32, {2}, {2, 0})}};
  for (const bool from_logits : {false, true})
    for (const double smoothing : {0.0, 0.1})
      for (const int order : {1, 2}) {
        const CrossEntropyOptions options{.from_logits = from_logits, .label_smoothing = smoothing};
        for (const Expr& loss : {binary_cross_entropy(p, t, options), categorical_cross_entropy(p, t, options)}) {
          const GradientReport report = verify_gradient(loss, {p, t}, feeds, {.order = order});
          INFO(to_string(report));
          CHECK(report.ok());
        }
        const GradientReport report =
            verify_gradient(sparse_categorical_cross_entropy(p, y, options), {p}, feeds, {.order = order});
        INFO(to_string(report));
        CHECK(report.ok());
      }
}

TEST_CASE("what does not fit a cross-entropy is an error") {
  const Expr x = input("x", f32, {batch, 10}), y = input("y", i32, {batch, 1}), f = input("f", f32, {batch});
  const std::string place = "classification_test.cpp: ";
  CHECK(message_without_lines([&] { sparse_categorical_cross_entropy(x, y); }) ==
        place +
            "sparse_categorical_cross_entropy: labels of [batch, 1] do not fit a prediction of [batch, 10], which "
            "wants [batch]\n"
            "  x : f32[batch, 10] = input  classification_test.cpp\n"
            "  y : i32[batch, 1]  = input  classification_test.cpp");
  CHECK(message_without_lines([&] {
          sparse_categorical_cross_entropy(x, f);
        }).find("sparse_categorical_cross_entropy: the labels are f32, not i32 or i64") != std::string::npos);
  CHECK(message_without_lines([&] {
          categorical_cross_entropy(x, f);
        }).find("categorical_cross_entropy: the shapes differ: [batch, 10] and [batch]") != std::string::npos);
  CHECK(message_without_lines([&] { binary_cross_entropy(x, x, {.label_smoothing = 1.5}); }) ==
        place + "binary_cross_entropy: label_smoothing is 1.5, not between 0 and 1");
  const Expr p = constant(Tensor::full(f32, {2, 3}, .3)), labels = constant(tensor(i32, {2}, {0, 3}));
  CHECK(message_without_lines([&] { evaluate(sparse_categorical_cross_entropy(p, labels)); }) ==
        "label 3 at [1] is not in [0, 3)");
}
