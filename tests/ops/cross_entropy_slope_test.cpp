#include <nabla/ops/cross_entropy_slope.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/vmap.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/cross_entropy.hpp>
#include <nabla/ops/one_hot.hpp>
#include <nabla/ops/softmax.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("slopes of a cross-entropy agree with its gradient") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {1, 2, -3, 0.5, 1, 1})), y = constant(tensor(i32, {2}, {2, 0}));
    const Expr p = constant(tensor(dtype, {2, 3}, {0.2, 0, 0.7, 0.5, 0.5, 0.25}));
    for (const Expr& scale : {constant(tensor(dtype, {2}, {3, -0.5})), constant(tensor(dtype, {}, {2}))}) {
      const Expr losses = sparse_softmax_cross_entropy(x, y), dense = softmax_cross_entropy(x, p);
      CHECK(difference(numbers(evaluate(sparse_softmax_cross_entropy_slope(x, y, scale))),
                       numbers(evaluate(grad(sum(losses * scale), x))), 4 * few_ulps(dtype)) == "");
      CHECK(difference(numbers(evaluate(softmax_cross_entropy_slope(x, p, scale))),
                       numbers(evaluate(grad(sum(dense * scale), x))), 4 * few_ulps(dtype)) == "");
    }
  }
}

TEST_CASE("the slope at a label that is nearly certain keeps its digits") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {3}, {10000, 9980, 0}));
    const Numbers slopes = numbers(evaluate(sparse_softmax_cross_entropy_slope(x, constant(std::int32_t{0}), 1)));
    const double other = std::exp(-20.0) / (1 + std::exp(-20.0));
    CHECK(slopes[0] == Approx(-other).epsilon(few_ulps(dtype)));
    CHECK(slopes[1] == Approx(other).epsilon(few_ulps(dtype)));
    CHECK(slopes[2] == 0);
  }
}

TEST_CASE("a scale that does not fit, and a label out of range, are errors") {
  const Expr x = input("x", f32, {4, 10}), t = input("t", i32, {4}), w = input("w", f32, {10});
  CHECK(first_line(message_without_lines([&] { sparse_softmax_cross_entropy_slope(x, t, w); })) ==
        "cross_entropy_slope_test.cpp: sparse_softmax_cross_entropy_slope: a scale of f32[10] does not fit losses of "
        "f32[4]");
  CHECK(first_line(message_without_lines([&] { softmax_cross_entropy_slope(x, x, w); })) ==
        "cross_entropy_slope_test.cpp: softmax_cross_entropy_slope: a scale of f32[10] does not fit losses of f32[4]");
  const Expr zeros = constant(Tensor::zeros(f32, {2, 3})), wrong = constant(tensor(i32, {2}, {0, 3}));
  CHECK(message_without_lines([&] { evaluate(sparse_softmax_cross_entropy_slope(zeros, wrong, 1)); }) ==
        "label 3 at [1] is not in [0, 3)");
}

TEST_CASE("vmap of slopes is one operation for all, whatever has the further axis") {
  const Dim count{"count"}, rows{"rows"};
  const Expr x = input("x", f32, {rows, 5}), t = input("t", i32, {rows}), w = input("w", f32, {rows}),
             s = input("s", f32, {});
  const Expr xs = input("xs", f32, {count, rows, 5}), ts = input("ts", i32, {count, rows}),
             ws = input("ws", f32, {count, rows}), ss = input("ss", f32, {count});
  for (const Expr& scale : {w, s})
    for (const Replacements& inputs :
         {Replacements{{x, xs}}, {{t, ts}}, {{w, ws}, {s, ss}}, {{x, xs}, {t, ts}, {w, ws}, {s, ss}}})
      CHECK(vmap(sparse_softmax_cross_entropy_slope(x, t, scale), inputs)->op().name() ==
            "sparse_softmax_cross_entropy_slope");
}
