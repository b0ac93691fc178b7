#include <nabla/ops/recurrence.hpp>

#include <cmath>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("a linear recurrence runs along its axis, or back") {
  for (const DType dtype : {f32, f64}) {
    const Expr a = constant(tensor(dtype, {4}, {2, 3, 0, 5})), b = constant(tensor(dtype, {4}, {1, 2, 3, 4}));
    CHECK(numbers(evaluate(linear_recurrence(a, b))) == Numbers{0, 1, 5, 3});
    CHECK(numbers(evaluate(linear_recurrence(a, b, 0, true))) == Numbers{11, 3, 4, 0});
    CHECK(numbers(evaluate(linear_recurrence(0.5, b))) == Numbers{0, 1, 2.5, 4.25});
  }
}

TEST_CASE("the factors and the summands broadcast, the axis may be any") {
  const Expr a = constant(tensor(f64, {3, 1}, {1, 2, 3})), b = constant(tensor(f64, {2, 3, 2}, Numbers(12, 1.0)));
  CHECK(numbers(evaluate(linear_recurrence(a, b, 1))) == Numbers{0, 0, 1, 1, 3, 3, 0, 0, 1, 1, 3, 3});
  const Expr wide = constant(Tensor::full(f32, {3, 700}, 2));
  CHECK(evaluate(linear_recurrence(wide, wide, 0)).at<float>({2, 699}) == 6.0F);
  const Expr none = constant(Tensor::zeros(f32, {2, 0}));
  CHECK(evaluate(linear_recurrence(none, none)).sizes() == Sizes{2, 0});
}

TEST_CASE("an average that forgets, and its derivatives") {
  const Expr x = input("x", f64, {5}), decay = input("decay", f64, {});
  const Feeds feeds{{x, tensor(f64, {5}, {1, -2, 3, 0, 1})}, {decay, tensor(f64, {}, {0.9})}};
  const Expr average = linear_recurrence(decay, (1 - decay) * x);
  for (const int order : {1, 2}) {
    const GradientReport report = verify_gradient(sum(square(average)), {x, decay}, feeds, {.order = order});
    INFO(to_string(report));
    CHECK(report.ok());
  }
}

TEST_CASE("a recurrence of what does not fit is an error") {
  const Expr a = input("a", f32, {3}), b = input("b", f32, {4}), i = input("i", i32, {3});
  CHECK(message_without_lines([&] { linear_recurrence(a, b); }).find("recurrence_test.cpp: linear_recurrence: ") == 0);
  CHECK(message_without_lines([&] { linear_recurrence(i, i); }) ==
        "recurrence_test.cpp: linear_recurrence: wants f32 or f64, not i32: cast() converts\n"
        "  i : i32[3] = input  recurrence_test.cpp\n"
        "  i : i32[3] = input  recurrence_test.cpp");
  CHECK(message_without_lines([&] { linear_recurrence(a, a, 1); }).find("axis 1 is out of range for rank 1") !=
        std::string::npos);
}
