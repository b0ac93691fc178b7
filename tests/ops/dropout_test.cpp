#include <nabla/ops/dropout.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/random_state.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("dropout keeps the mean and drops its share") {
  const Expr x = input("x", f32, {Dim("n")});
  const Numbers y = numbers(evaluate(dropout(state_at(4, 0), x, 0.2), {{x, Tensor::ones(f32, {100'000})}}));
  double sum_of_kept = 0;
  for (const double v : y) {
    CHECK((v == 0 || v == 1.25));
    sum_of_kept += v;
  }
  CHECK(sum_of_kept / 100'000 == Approx(1).margin(0.006));
}

TEST_CASE("dropout at rate 0 is its operand") {
  const Expr x = input("x", f32, {3});
  CHECK(dropout(state_at(4, 0), x, 0) == x);
}

TEST_CASE("what is dropped is 0, whatever it was") {
  const Expr x = input("x", f64, {200});
  const Tensor y = evaluate(dropout(state_at(5, 0), x, 0.5), {{x, Tensor::full(f64, {200}, NaN)}});
  const Numbers kept = numbers(evaluate(bernoulli(state_at(5, 0), 0.5, {200})));
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(std::isnan(y.span<double>()[i]) == (kept[i] == 1));
}

TEST_CASE("dropout's gradient is its mask, scaled") {
  const Expr x = input("x", f32, {4, 5});
  const Tensor value = tensor(f32, {4, 5}, {1, -2, 3, 4, 5, 6, 7, 8, -9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
  const Expr y = dropout(state_at(6, 0), x, 0.25);
  const Numbers slope = numbers(evaluate(grad(sum(y), x), {{x, value}}));
  const Numbers result = numbers(evaluate(y, {{x, value}})), given = numbers(value);
  for (std::size_t i = 0; i < slope.size(); ++i) {
    CHECK(slope[i] == (result[i] == 0 ? 0 : static_cast<double>(static_cast<float>(1 / 0.75))));
    CHECK(result[i] == Approx(slope[i] * given[i]));
  }
  for (const int order : {1, 2}) CHECK(verify_gradient(sum(square(y) * y), {x}, {{x, value}}, {.order = order}).ok());
}

TEST_CASE("two dropouts share no mask") {
  const RandomState state = state_at(7, 0);
  const Expr x = constant(Tensor::ones(f32, {1000}));
  const std::vector<Tensor> y = evaluate(Exprs{dropout(state, x, 0.5), dropout(state, x, 0.5)});
  CHECK_FALSE(same_bits(y[0], y[1]));
}

TEST_CASE("dropout in training draws anew at each call and resumes bit for bit") {
  const Expr x = input("x", f32, {8, 3});
  const Parameter w("w", Tensor::ones(f32, {3}));
  const RandomState state("random", 11);
  const Expr loss = mean(square(matmul(dropout(state, x, 0.5), w) - 1));
  Updates updates;
  updates.set(w, w - 0.1F * grad(loss, w));
  updates.set(state.parameter(), state.next());
  const nabla::Function step({x}, {loss}, updates);
  const Tensor batch = Tensor::full(f32, {8, 3}, 0.5);
  const auto train = [&] {
    Numbers losses;
    for (int i = 0; i < 5; ++i) losses.push_back(step(batch)[0].item<float>());
    return losses;
  };
  train();
  const Tensor weights = w.value(), random = state.parameter().value();
  const Numbers losses = train();
  const Tensor after = w.value();
  CHECK(losses[0] != losses[1]);
  w.set_value(weights);
  state.parameter().set_value(random);
  CHECK(train() == losses);
  CHECK(same_bits(w.value(), after));
}

TEST_CASE("mistakes with dropout") {
  const RandomState state(input("state", i64, {2}));
  const Expr x = input("x", f32, {3}), n = input("n", i32, {3});
  for (const double rate : {-0.1, 1.0, 1.5, NaN}) CHECK_THROWS_AS(dropout(state, x, rate), Error);
  CHECK(message_without_lines([&] { dropout(state, x, 1.5); }) ==
        "dropout_test.cpp: dropout: the rate is 1.5, not in [0, 1)\n"
        "  x : f32[3] = input  dropout_test.cpp");
  CHECK_THROWS_WITH(dropout(state, n, 0.5), Catch::Matchers::Contains("dropout: "));
}
