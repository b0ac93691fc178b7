#include <nabla/ops/categorical.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/random_state.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("classes come as often as softmax says") {
  constexpr int n = 50'000;
  const Numbers p{0.1, 0.2, 0.3, 0.4};
  const Expr logits = constant(tensor(f64, {4}, {std::log(0.1), std::log(0.2), std::log(0.3), std::log(0.4)}));
  const Expr classes = categorical(state_at(1, 0), 3 + broadcast_to(logits, {n, 4}));
  CHECK(classes.type() == Type{i64, {n}});
  Numbers counts(4, 0);
  const Tensor drawn = evaluate(classes);
  for (const std::int64_t c : drawn.span<std::int64_t>()) ++counts[static_cast<std::size_t>(c)];
  double chi_square = 0;
  for (std::size_t c = 0; c < 4; ++c) chi_square += (counts[c] - n * p[c]) * (counts[c] - n * p[c]) / (n * p[c]);
  CHECK(chi_square < 16.3);  // 3 degrees of freedom: once in a thousand
}

TEST_CASE("a class of logit -inf is never drawn") {
  const Tensor row = tensor(f32, {3}, {0, -inf, 0});
  const Tensor drawn = evaluate(categorical(state_at(2, 0), broadcast_to(constant(row), {1000, 3})));
  for (const std::int64_t c : drawn.span<std::int64_t>()) CHECK(c != 1);
}

TEST_CASE("classes along another axis, and along one of a single row") {
  const Expr logits = input("logits", f32, {5, Dim("n")});
  CHECK(categorical(state_at(3, 0), logits, 0).shape() == Shape{Dim("n")});
  CHECK(categorical(state_at(3, 0), input("row", f64, {5})).type() == Type{i64, {}});
}

TEST_CASE("mistakes with categorical") {
  const RandomState state = state_at(4, 0);
  const Expr n = input("n", i32, {3}), x = input("x", f32, {3}), scalar = input("scalar", f32, {});
  CHECK_THROWS_WITH(categorical(state, n),
                    Catch::Matchers::Contains("categorical_test.cpp") && Catch::Matchers::Contains("categorical: "));
  CHECK_THROWS_WITH(categorical(state, x, 1), Catch::Matchers::Contains("categorical: "));
  CHECK_THROWS_WITH(categorical(state, scalar), Catch::Matchers::Contains("categorical: "));
  CHECK(message_without_lines([&] {
          categorical(state, input("empty", f32, {3, 0}));
        }) ==
        "categorical_test.cpp: categorical: there is no class to draw\n"
        "  empty : f32[3, 0] = input  categorical_test.cpp");
}
