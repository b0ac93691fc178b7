#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

std::string here(unsigned line) { return "arithmetic_test.cpp:" + std::to_string(line); }

}  // namespace

TEST_CASE("arithmetic means what it says, for every number dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {3}, {6, -2, 0})), y = constant(tensor(dtype, {3}, {3, 4, -8}));
    CHECK(numbers(evaluate(x + y)) == Numbers{9, 2, -8});
    CHECK(numbers(evaluate(x - y)) == Numbers{3, -6, 8});
    CHECK(numbers(evaluate(x * y)) == Numbers{18, -8, 0});
    CHECK(numbers(evaluate(-x)) == Numbers{-6, 2, 0});
    CHECK((x * y).type() == Type{dtype, {3}});
  }
  for (const DType dtype : {f32, f64}) {
    const Expr x = constant(tensor(dtype, {3}, {6, -2, 0})), y = constant(tensor(dtype, {3}, {4, 0, 0}));
    CHECK(difference(numbers(evaluate(x / y)), {1.5, -inf, NaN}) == "");
  }
}

TEST_CASE("integers wrap around") {
  const Expr most = constant(Tensor::scalar(std::numeric_limits<std::int32_t>::max()));
  CHECK(evaluate(most + 1).item<std::int32_t>() == std::numeric_limits<std::int32_t>::min());
}

TEST_CASE("a bare number takes the dtype of the expression, on either side") {
  const Expr x = constant(Tensor::full(f32, {2}, 8)), n = constant(Tensor::full(i64, {}, 5));
  CHECK(numbers(evaluate(x + 1)) == Numbers{9, 9});
  CHECK(numbers(evaluate(1 - x)) == Numbers{-7, -7});
  CHECK(numbers(evaluate(0.5 * x)) == Numbers{4, 4});
  CHECK(numbers(evaluate(2 / x)) == Numbers{0.25, 0.25});
  CHECK((2 / x).type() == Type{f32, {2}});
  CHECK(evaluate(3 * n).item<std::int64_t>() == 15);
}

TEST_CASE("a parameter stands wherever an expression does") {
  const Parameter w("w", Tensor::full(f64, {2}, 3));
  CHECK(numbers(evaluate(w - 0.5 * w)) == Numbers{1.5, 1.5});
  CHECK(numbers(evaluate(-w)) == Numbers{-3, -3});
}

TEST_CASE("empty arrays and scalars go through") {
  const Expr none = constant(Tensor::zeros(f32, {0, 3})), one = constant(Tensor::scalar(2.0F));
  CHECK(evaluate(none * one + none).sizes() == Sizes{0, 3});
  CHECK(evaluate(-one / one).item<float>() == -1);
}

TEST_CASE("NaN goes through every operation") {
  const auto through = [](auto f) { return std::isnan(values(f, f32, {NaN})[0]); };
  CHECK(through([](const Expr& x) { return x + 1; }));
  CHECK(through([](const Expr& x) { return 1 - x; }));
  CHECK(through([](const Expr& x) { return x * 0; }));
  CHECK(through([](const Expr& x) { return 0 / x; }));
  CHECK(through([](const Expr& x) { return -x; }));
}

TEST_CASE("shapes that do not fit are told with the user's line and the operands") {
  const Expr x = input("x", f32, {batch, 784});
  const Expr w = input("weights", f32, {batch, 10});
  const unsigned line = __LINE__ + 1;
  const std::string error = message_of([&] { x + w; });
  CHECK(error == here(line) + ": add: cannot broadcast [batch, 784] with [batch, 10]: axis 1 is 784 and 10" +
                     "\n  x       : f32[batch, 784] = input  " + here(line - 3) +
                     "\n  weights : f32[batch, 10]  = input  " + here(line - 2));
}

TEST_CASE("dtypes that do not fit are told") {
  const Expr x = input("x", f32, {2}), y = input("y", f64, {2}), n = input("n", i32, {}), p = input("p", b8, {});
  const unsigned line = __LINE__ + 1;
  const std::string mixed = message_of([&] { x* y; });
  const std::string division = message_of([&] { n / n; });
  const std::string boolean = message_of([&] { -p; });
  const std::string fraction = message_of([&] { 0.5 * n; });
  const auto row = [&](const std::string& operand) { return "\n  " + operand + " = input  " + here(line - 2); };
  CHECK(mixed == here(line) + ": mul: f32 and f64: cast() one of them" + row("x : f32[2]") + row("y : f64[2]"));
  CHECK(division ==
        here(line + 1) + ": div: wants f32 or f64, not i32: cast() converts" + row("n : i32[]") + row("n : i32[]"));
  CHECK(boolean == here(line + 2) + ": neg: wants numbers, not b8: cast() converts" + row("p : b8[]"));
  CHECK(fraction == here(line + 3) + ": 0.5 is not an i32: cast the other operand");
}

TEST_CASE("the derivatives of arithmetic are those of the book") {
  const Numbers x{3, -2}, y{4, 0.5};
  CHECK(partials([](auto a, auto b) { return a + b; }, x, y) == std::vector<Numbers>{{1, 1}, {1, 1}});
  CHECK(partials([](auto a, auto b) { return a - b; }, x, y) == std::vector<Numbers>{{1, 1}, {-1, -1}});
  CHECK(partials([](auto a, auto b) { return a * b; }, x, y) == std::vector<Numbers>{{4, 0.5}, {3, -2}});
  CHECK(partials([](auto a, auto b) { return a / b; }, x, y) == std::vector<Numbers>{{0.25, 2}, {-3. / 16, 8}});
  CHECK(slopes([](const Expr& a) { return -a; }, f32, {5}) == Numbers{-1});
  CHECK(slopes([](const Expr& a) { return a * a; }, f32, {5}) == Numbers{10});
  CHECK(curvatures([](const Expr& a) { return 1 / a; }, f64, {2}) == Numbers{0.25});
}

TEST_CASE("the cotangent of a sum is passed on, not copied") {
  const Expr x = input("x", f64, {3}), y = input("y", f64, {3}), dz = input("dz", f64, {3});
  const Expr z = x + y;
  const Cotangents answers = z->op().pullback(z->operands(), z, dz);
  CHECK(answers[0].expr() == dz);
  CHECK(answers[1].expr() == dz);
}
