#include <nabla/ops/softmax.hpp>

#include <cmath>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/transpose.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Numbers wave(std::size_t n) {
  Numbers x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 3 * std::sin(static_cast<double>(i * i + 1));
  return x;
}

Expr row(DType dtype, const Numbers& x) { return constant(tensor(dtype, {static_cast<std::int64_t>(x.size())}, x)); }

}  // namespace

TEST_CASE("softmax and its relatives agree with their definitions along any axis") {
  for (const DType dtype : {f32, f64})
    for (const int axis : {0, 1, 2, -1}) {
      const Expr x = constant(tensor(dtype, {3, 5, 4}, wave(60)));
      const Expr total = sum(exp(x), axis, keepdims);
      CHECK(difference(numbers(evaluate(softmax(x, axis))), numbers(evaluate(exp(x) / total)), few_ulps(dtype)) == "");
      CHECK(difference(numbers(evaluate(exp(log_softmax(x, axis)))), numbers(evaluate(exp(x) / total)),
                       4 * few_ulps(dtype)) == "");
      CHECK(difference(numbers(evaluate(logsumexp(x, axis))), numbers(evaluate(log(sum(exp(x), axis)))),
                       4 * few_ulps(dtype)) == "");
    }
}

TEST_CASE("types: the operand's, and for logsumexp one axis less") {
  const Expr x = input("x", f32, {batch, 3, 4});
  CHECK(softmax(x).type() == x.type());
  CHECK(log_softmax(x, 0).type() == x.type());
  CHECK(logsumexp(x).type() == Type{f32, {batch, 3}});
  CHECK(logsumexp(x, 0, keepdims).type() == Type{f32, {1, 3, 4}});
  CHECK(softmax(x)->op().equals(softmax(x, 2)->op()));
}

TEST_CASE("Theano's log-softmax of logits near 1000, as it lies and transposed") {
  const Numbers logits{-10, -10, 999, 999, 990, -10};
  const Numbers want{-1009, -1009, 0, -1.2340218972e-4, -9.0001234022, -1009.0001234022};
  const Expr x = constant(tensor(f64, {2, 3}, logits));
  CHECK(difference(numbers(evaluate(log_softmax(x))), want, 1e-9) == "");
  CHECK(difference(numbers(evaluate(transpose(log_softmax(transpose(x), 0)))), want, 1e-9) == "");
}

TEST_CASE("logits of 1e4 overflow nowhere, in value or gradient") {
  for (const DType dtype : {f32, f64}) {
    const Expr x = row(dtype, {1e4, -1e4, 1e4}), w = row(dtype, {1, 2, 4});
    CHECK(difference(numbers(evaluate(log_softmax(x))), {-std::log(2), -2e4 - std::log(2), -std::log(2)}, 1e-7) == "");
    CHECK(numbers(evaluate(softmax(x))) == Numbers{0.5, 0, 0.5});
    CHECK(numbers(evaluate(grad(sum(w * softmax(x)), x))) == Numbers{-0.75, 0, 0.75});
    CHECK(numbers(evaluate(grad(sum(w * log_softmax(x)), x))) == Numbers{-2.5, 2, 0.5});
    CHECK(numbers(evaluate(grad(logsumexp(x), x))) == Numbers{0.5, 0, 0.5});
  }
}

TEST_CASE("infinities and NaN follow the conventions") {
  for (const DType dtype : {f32, f64}) {
    const auto soft = [&](const Numbers& x) { return numbers(evaluate(softmax(row(dtype, x)))); };
    CHECK(difference(soft({-inf, 1, 2}), {0, 0.26894142136999512, 0.73105857863000488}, few_ulps(dtype)) == "");
    CHECK(difference(soft({-inf, -inf}), {NaN, NaN}) == "");
    CHECK(difference(soft({0, inf}), {NaN, NaN}) == "");
    CHECK(difference(soft({0, NaN, 1}), {NaN, NaN, NaN}) == "");
    CHECK(numbers(evaluate(log_softmax(row(dtype, {-inf, 0})))) == Numbers{-inf, 0});
    CHECK(difference(numbers(evaluate(log_softmax(row(dtype, {0, NaN})))), {NaN, NaN}) == "");
  }
}

TEST_CASE("Theano's values of logsumexp") {
  const auto log_sum = [](const Numbers& x) { return evaluate(logsumexp(row(f64, x))).item<double>(); };
  CHECK(log_sum({-800, 800}) == 800);
  CHECK(log_sum({-800, -805}) == Approx(-799.9932846515109).epsilon(1e-15));
  CHECK(log_sum({-inf, -inf}) == -inf);
  CHECK(log_sum({inf, inf}) == inf);
  CHECK(log_sum({-inf, inf}) == inf);
  CHECK(std::isnan(log_sum({0, NaN})));
  CHECK(log_sum({1e4, 1e4}) == Approx(10000.6931471806).epsilon(1e-14));
  CHECK(log_sum({1e4, 1e4, 0, 2e4}) == 20000);
  CHECK(log_sum({}) == -inf);
}

TEST_CASE("a -inf among the logits does not disturb the gradient of the others") {
  const Expr x = row(f64, {-inf, 1, 1}), w = row(f64, {1, 2, 4});
  CHECK(numbers(evaluate(grad(logsumexp(x), x))) == Numbers{0, 0.5, 0.5});
  CHECK(numbers(evaluate(grad(sum(w * softmax(x)), x))) == Numbers{0, -0.5, 0.5});
}

TEST_CASE("the gradients are right along an axis that is not the last, with keepdims or not") {
  const Expr x = constant(tensor(f64, {2, 3, 4}, wave(24))), w = constant(tensor(f64, {2, 4}, wave(8)));
  const Numbers want = numbers(evaluate(softmax(x, 1) * reshape(w, {2, 1, 4})));
  CHECK(difference(numbers(evaluate(grad(sum(w * logsumexp(x, 1)), x))), want, 1e-15) == "");
}

TEST_CASE("empty axes: no entries, no error") {
  const Expr x = constant(Tensor::zeros(f32, {2, 0})), y = constant(Tensor::zeros(f32, {0, 2}));
  CHECK(evaluate(softmax(x)).sizes() == Sizes{2, 0});
  CHECK(evaluate(log_softmax(y)).sizes() == Sizes{0, 2});
  CHECK(numbers(evaluate(logsumexp(x))) == Numbers{-inf, -inf});
  CHECK(numbers(evaluate(logsumexp(y))) == Numbers{});
}

TEST_CASE("softmax of a scalar, of integers or along no axis is an error") {
  const std::string place = "softmax_test.cpp: ";
  const Expr s = input("s", f32, {}), x = input("x", f32, {batch, 3}), i = input("i", i32, {3});
  CHECK(first_line(message_without_lines([&] { softmax(s); })) ==
        place + "softmax: axis -1 is out of range: a value of rank 0 has no axes");
  CHECK(first_line(message_without_lines([&] { log_softmax(x, 2); })) ==
        place + "log_softmax: axis 2 is out of range for rank 2");
  CHECK(first_line(message_without_lines([&] { logsumexp(x, -3); })) ==
        place + "logsumexp: axis -3 is out of range for rank 2");
  CHECK(first_line(message_without_lines([&] { logsumexp(i); })) ==
        place + "logsumexp: wants f32 or f64, not i32: cast() converts");
}

TEST_CASE("over several axes, or all, the sum goes over all of them") {
  for (const DType dtype : {f32, f64})
    for (const Axes& axes : {Axes{0, 1}, Axes{1, 2}, Axes{0, 2}, Axes{-1, 0}, Axes()}) {
      const Expr x = constant(tensor(dtype, {3, 5, 4}, wave(60)));
      const Expr total = sum(exp(x), axes, keepdims);
      CHECK(difference(numbers(evaluate(softmax(x, axes))), numbers(evaluate(exp(x) / total)), 2 * few_ulps(dtype)) ==
            "");
      CHECK(difference(numbers(evaluate(exp(log_softmax(x, axes)))), numbers(evaluate(exp(x) / total)),
                       6 * few_ulps(dtype)) == "");
      CHECK(difference(numbers(evaluate(logsumexp(x, axes))), numbers(evaluate(log(sum(exp(x), axes)))),
                       4 * few_ulps(dtype)) == "");
      CHECK(logsumexp(x, axes, keepdims).shape() == total.shape());
    }
}

TEST_CASE("neighbouring axes are merged without a transpose") {
  const Expr x = input("x", f32, {batch, 3, 4});
  for (const Axes& axes : {Axes{0, 1}, Axes{1, 2}, Axes{}}) CHECK(node_count({softmax(x, axes)}) <= 4);
  CHECK(softmax(x, {0, 1}).shape() == x.shape());
  CHECK(logsumexp(x, {2, 0}).shape() == Shape{3});
  CHECK(logsumexp(x, {}).shape() == Shape{});
}

TEST_CASE("a scalar over all its axes, or anything over none, is a sum of one entry") {
  const Expr s = constant(tensor(f64, {}, {3})), x = constant(tensor(f64, {2}, {3, 4}));
  const Axes none{std::vector<int>{}};
  CHECK(numbers(evaluate(softmax(s, {}))) == Numbers{1});
  CHECK(numbers(evaluate(logsumexp(s, {}))) == Numbers{3});
  CHECK(numbers(evaluate(softmax(x, none))) == Numbers{1, 1});
  CHECK(numbers(evaluate(log_softmax(x, none))) == Numbers{0, 0});
  CHECK(numbers(evaluate(logsumexp(x, none))) == Numbers{3, 4});
}

TEST_CASE("several axes: errors name the function and the user's line, and so do nodes") {
  const Expr x = input("x", f32, {batch, 3}), i = input("i", i32, {2, 3});
  const std::string place = "softmax_test.cpp: ";
  CHECK(first_line(message_without_lines([&] {
          softmax(x, {0, 2});
        })) == place + "softmax: axis 2 is out of range for rank 2");
  CHECK(first_line(message_without_lines([&] {
          log_softmax(x, {0, 0});
        })) == place + "log_softmax: axis 0 is given twice");
  CHECK(first_line(message_without_lines([&] { logsumexp(i, {}); })) ==
        place + "logsumexp: wants f32 or f64, not i32: cast() converts");
  const Expr y = softmax(x, {});
  CHECK(to_string(y->where()) == "softmax_test.cpp:" + std::to_string(__LINE__ - 1));
}
