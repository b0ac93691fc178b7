#include <nabla/ops/cross_entropy.hpp>

#include <cmath>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/softmax.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

const std::string place = "cross_entropy_test.cpp: ";

double sparse(DType dtype, const Numbers& logits, std::int64_t label) {
  const Expr x = constant(tensor(dtype, {static_cast<std::int64_t>(logits.size())}, logits));
  return numbers(evaluate(sparse_softmax_cross_entropy(x, constant(Tensor::scalar(label)))))[0];
}

double sigmoid_loss(DType dtype, double x, double t) {
  return numbers(evaluate(sigmoid_cross_entropy(constant(tensor(dtype, {}, {x})), t)))[0];
}

double sigmoid_slope(DType dtype, double at, double t) {
  const Expr x = constant(tensor(dtype, {}, {at}));
  return numbers(evaluate(grad(sigmoid_cross_entropy(x, t), x)))[0];
}

}  // namespace

TEST_CASE("Theano's cross-entropies of labels, and their gradient") {
  for (const DType dtype : {f32, f64})
    for (const DType label : {i32, i64}) {
      const double tolerance = dtype == f32 ? 1e-6 : 1e-9;
      const Expr x = constant(tensor(dtype, {2, 3}, {1, 2, 3, 1, 1, 1})), y = constant(tensor(label, {2}, {2, 0}));
      const Expr loss = sparse_softmax_cross_entropy(x, y);
      CHECK(loss.type() == Type{dtype, {2}});
      CHECK(difference(numbers(evaluate(loss)), {0.4076059644, 1.0986122887}, tolerance) == "");
      CHECK(difference(numbers(evaluate(grad(mean(loss), x))),
                       {0.0450152866, 0.1223642355, -0.1673795221, -1 / 3., 1 / 6., 1 / 6.}, tolerance) == "");
      CHECK(difference(numbers(evaluate(softmax_cross_entropy(x, one_hot(y, 3, dtype)))), numbers(evaluate(loss))) ==
            "");
    }
}

TEST_CASE("the spellings of a cross-entropy have the same value") {
  const Expr x = constant(tensor(f64, {2, 3}, {1, 2, 3, -1, 0.5, 1})), y = constant(tensor(i32, {2}, {2, 0}));
  const Expr p = one_hot(y, 3, f64);
  const Numbers want = numbers(evaluate(sparse_softmax_cross_entropy(x, y)));
  CHECK(difference(numbers(evaluate(-sum(p * log(softmax(x)), -1))), want, 1e-15) == "");
  CHECK(difference(numbers(evaluate(-log(sum(p * softmax(x), -1)))), want, 1e-15) == "");
  CHECK(difference(numbers(evaluate(-sum(p * log_softmax(x), -1))), want, 1e-15) == "");
}

TEST_CASE("logits of 1e4 overflow nowhere, and a tiny loss keeps its digits") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = few_ulps(dtype);
    CHECK(sparse(dtype, {1e4, -1e4}, 0) == 0);
    CHECK(sparse(dtype, {1e4, -1e4}, 1) == 2e4);
    CHECK(sparse(dtype, {1e4, 1e4}, 1) == Approx(std::log(2)).epsilon(ulps));
    CHECK(sparse(dtype, {10000, 9980, 0}, 0) == Approx(std::log1p(std::exp(-20))).epsilon(ulps));
    CHECK(sparse(dtype, {10000, 9980, 0}, 1) == Approx(20 + std::log1p(std::exp(-20))).epsilon(ulps));
    CHECK(sparse(dtype, {0, -inf}, 0) == 0);
    CHECK(sparse(dtype, {0, -inf}, 1) == inf);
    CHECK(sparse(dtype, {0, inf}, 0) == inf);
    CHECK(std::isnan(sparse(dtype, {0, NaN}, 0)));
  }
}

TEST_CASE("rows longer than a tile") {
  for (const DType dtype : {f32, f64}) {
    CHECK(sparse(dtype, Numbers(1000, 3.0), 700) == Approx(std::log(1000)).epsilon(few_ulps(dtype)));
    Numbers logits(1000, 0.0);
    logits[600] = 30;
    CHECK(sparse(dtype, logits, 600) == Approx(std::log1p(999 * std::exp(-30))).epsilon(few_ulps(dtype)));
    CHECK(sparse(dtype, logits, 1) == Approx(30 + std::log1p(999 * std::exp(-30))).epsilon(few_ulps(dtype)));
  }
}

TEST_CASE("Theano's asymptotic cross-entropy: it falls to nothing, and climbs without end") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = input("x", dtype, {5, 5}), b = input("b", dtype, {5});
    const Expr labels = constant(tensor(i32, {5}, {0, 1, 2, 3, 4}));
    const Expr cost = sum(sparse_softmax_cross_entropy(x + b, labels));
    const Expr slope = grad(cost, x);
    const Tensor zeros = Tensor::zeros(dtype, {5});
    for (const double rate : {-100.3, 100000.3}) {
      const Expr next = x + rate * slope;
      Tensor at = Tensor::zeros(dtype, {5, 5});
      std::vector<Tensor> now;
      for (int i = 0; i < 100; ++i) {
        now = evaluate({cost, slope, next}, {{x, at}, {b, zeros}});
        at = now[2];
      }
      if (rate < 0) {
        CHECK(numbers(now[0])[0] < 1e-42);  // Theano: 0, since its log(softmax) rounds exp(-100) away
      } else {
        CHECK(numbers(now[0])[0] > 61'750'000);
        CHECK(numbers(now[1])[0] == -1.0);
        CHECK(numbers(now[1])[1] == 0.25);
      }
    }
  }
}

TEST_CASE("labels and logits of any rank, and none") {
  const Expr x = input("x", f32, {batch, 2, 3}), t = input("t", i64, {batch, 2});
  CHECK(sparse_softmax_cross_entropy(x, t).type() == Type{f32, {batch, 2}});
  CHECK(evaluate(sparse_softmax_cross_entropy(x, t),
                 {{x, Tensor::zeros(f32, {0, 2, 3})}, {t, Tensor::zeros(i64, {0, 2})}})
            .sizes() == Sizes{0, 2});
  CHECK(sparse(f64, {1}, 0) == 0);
}

TEST_CASE("a label that is out of range is an error that says which") {
  const Expr x = constant(Tensor::zeros(f32, {4, 10})), t = constant(tensor(i32, {4}, {0, 9, 3, 10}));
  CHECK(message_without_lines([&] { evaluate(sparse_softmax_cross_entropy(x, t)); }) ==
        "label 10 at [3] is not in [0, 10)");
  CHECK(message_without_lines([&] { sparse(f32, {1, 2}, -1); }) == "label -1 is not in [0, 2)");
  CHECK(message_without_lines([&] { sparse(f32, {}, 0); }) == "label 0 is not in [0, 0)");
}

TEST_CASE("what does not fit is an error that says what would") {
  const Expr x = input("x", f32, {batch, 10}), t = input("t", i32, {batch, 1}), f = input("f", f32, {batch});
  const Expr s = input("s", f32, {}), p = input("p", f64, {batch, 10}), q = input("q", f32, {batch});
  CHECK(message_without_lines([&] { sparse_softmax_cross_entropy(x, t); }) ==
        place +
            "sparse_softmax_cross_entropy: labels of [batch, 1] do not fit logits of [batch, 10], which want [batch]\n"
            "  x : f32[batch, 10] = input  cross_entropy_test.cpp\n"
            "  t : i32[batch, 1]  = input  cross_entropy_test.cpp");
  CHECK(first_line(message_without_lines([&] { sparse_softmax_cross_entropy(x, f); })) ==
        place + "sparse_softmax_cross_entropy: the labels are f32, not i32 or i64");
  CHECK(first_line(message_without_lines([&] { softmax_cross_entropy(s, s); })) ==
        place + "softmax_cross_entropy: the logits have rank 0: the classes need an axis");
  CHECK(first_line(message_without_lines([&] { softmax_cross_entropy(x, p); })) ==
        place + "softmax_cross_entropy: f32 and f64: cast() one of them");
  CHECK(first_line(message_without_lines([&] { softmax_cross_entropy(x, q); })) ==
        place + "softmax_cross_entropy: probabilities of [batch] do not fit logits of [batch, 10]");
  CHECK(first_line(message_without_lines([&] { sigmoid_cross_entropy(x, q); })) ==
        place + "sigmoid_cross_entropy: targets of [batch] do not fit logits of [batch, 10]");
}

TEST_CASE("a probability of 0 counts for nothing, even where the logit is -inf") {
  const Expr x =
      constant(tensor(f64, {2, 3}, {std::log(.4), std::log(.6), -inf, std::log(.1), std::log(.8), std::log(.1)}));
  const Expr p = constant(tensor(f64, {2, 3}, {1, 0, 0, 0, 1, 0}));
  const Expr loss = softmax_cross_entropy(x, p);
  CHECK(difference(numbers(evaluate(loss)), {0.916290731874155, 0.22314355131421}, 1e-12) == "");
  const std::vector<Expr> g = grad(sum(loss), {x, p});
  CHECK(difference(numbers(evaluate(g[0])), {-.6, .6, 0, .1, -.2, .1}, 1e-14) == "");
  CHECK(difference(numbers(evaluate(g[1])),
                   {-std::log(.4), -std::log(.6), inf, -std::log(.1), -std::log(.8), -std::log(.1)}, 1e-14) == "");
}

TEST_CASE("probabilities need not add up to 1") {
  const Expr x = constant(tensor(f64, {3}, {1, 2, 3})), p = constant(tensor(f64, {3}, {0.5, 0, 2}));
  const Expr naive = -sum(p * log_softmax(x));
  CHECK(difference(numbers(evaluate(softmax_cross_entropy(x, p))), numbers(evaluate(naive)), 1e-15) == "");
  CHECK(difference(numbers(evaluate(grad(softmax_cross_entropy(x, p), x))), numbers(evaluate(grad(naive, x))), 1e-14) ==
        "");
}

TEST_CASE("the sigmoid cross-entropy agrees with its definition") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {6}, {-3, -1, 0, 0.5, 2, 4})),
               t = constant(tensor(dtype, {6}, {0, 1, .5, .25, 1, 0}));
    const Expr s = sigmoid(x);
    const Expr naive = -(t * log(s) + (1 - t) * log1p(-s));
    CHECK(difference(numbers(evaluate(sigmoid_cross_entropy(x, t))), numbers(evaluate(naive)), 8 * few_ulps(dtype)) ==
          "");
    const std::vector<Expr> g = grad(sum(sigmoid_cross_entropy(x, t)), {x, t});
    CHECK(difference(numbers(evaluate(g[0])), numbers(evaluate(s - t)), 4 * few_ulps(dtype)) == "");
    CHECK(numbers(evaluate(g[1])) == numbers(evaluate(-x)));
  }
}

TEST_CASE("the sigmoid cross-entropy is right to the last digits, far out on both sides") {
  for (const DType dtype : {f32, f64}) {
    const double ulps = few_ulps(dtype);
    CHECK(sigmoid_loss(dtype, 1e4, 0) == 1e4);
    CHECK(sigmoid_loss(dtype, 1e4, 1) == 0);
    CHECK(sigmoid_loss(dtype, -1e4, 1) == 1e4);
    CHECK(sigmoid_loss(dtype, 37, 0) == Approx(37).epsilon(ulps));
    CHECK(sigmoid_loss(dtype, 37, 1) == Approx(8.533047625744066e-17).epsilon(ulps));
    CHECK(sigmoid_loss(dtype, -37, 0) == Approx(8.533047625744066e-17).epsilon(ulps));
    CHECK(sigmoid_slope(dtype, 30, 1) == Approx(-9.357622968839299e-14).epsilon(4 * ulps));
    CHECK(sigmoid_slope(dtype, -30, 0) == Approx(9.357622968839299e-14).epsilon(4 * ulps));
    CHECK(sigmoid_loss(dtype, inf, 1) == 0);
    CHECK(sigmoid_loss(dtype, -inf, 0) == 0);
    CHECK(sigmoid_loss(dtype, -inf, 1) == inf);
    CHECK(std::isnan(sigmoid_loss(dtype, NaN, 1)));
    CHECK(std::isnan(sigmoid_loss(dtype, 0, NaN)));
  }
}

TEST_CASE("the result may be written over the logits, of more than a tile") {
  Numbers entries(600);
  for (std::size_t i = 0; i < 600; ++i) entries[i] = static_cast<double>(i) / 100 - 3;
  Tensor x = tensor(f64, {600}, entries);
  const Tensor t = Tensor::full(f64, {600}, 0.25);
  const Numbers want = numbers(evaluate(sigmoid_cross_entropy(constant(x.owned()), constant(t))));
  const Out out = x.out();
  SigmoidCrossEntropy{}.eval(out, t.view(), out);
  CHECK(numbers(x) == want);
}
