#include <nabla/ops/logical.hpp>

#include <nabla/ops/cast.hpp>
#include <nabla/ops/compare.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("the tables of and, or, exclusive or and not") {
  const Expr x = constant(tensor(b8, {4}, {0, 0, 1, 1})), y = constant(tensor(b8, {4}, {0, 1, 0, 1}));
  CHECK(numbers(evaluate(logical_and(x, y))) == Numbers{0, 0, 0, 1});
  CHECK(numbers(evaluate(logical_or(x, y))) == Numbers{0, 1, 1, 1});
  CHECK(numbers(evaluate(logical_xor(x, y))) == Numbers{0, 1, 1, 0});
  CHECK(numbers(evaluate(logical_not(x))) == Numbers{1, 1, 0, 0});
}

TEST_CASE("logical operations broadcast, and take bare truth values") {
  const Dim batch("batch");
  const Expr p = input("p", b8, {batch, 1}), q = input("q", b8, {3});
  const Expr row = constant(tensor(b8, {2}, {0, 1}));
  for (const auto f : {logical_and, logical_or, logical_xor}) {
    CHECK(f(p, q).type() == Type{b8, {batch, 3}});
    CHECK(evaluate(f(constant(Tensor::zeros(b8, {0, 2})), row)).sizes() == Sizes{0, 2});
  }
  CHECK(numbers(evaluate(logical_and(row, true))) == Numbers{0, 1});
  CHECK(numbers(evaluate(logical_xor(true, row))) == Numbers{1, 0});
  CHECK(logical_not(p).type() == p.type());
}

TEST_CASE("a number is not a truth value") {
  const Expr p = input("p", b8, {2}), n = input("n", i32, {2});
  const std::string place = "logical_test.cpp:" + std::to_string(__LINE__ - 1);
  const std::string error = message_of([&] { logical_and(p, n); });
  CHECK(error == "logical_test.cpp:" + std::to_string(__LINE__ - 1) +
                     ": logical_and: wants b8, not i32: compare it with something\n  p : b8[2]  = input  " + place +
                     "\n  n : i32[2] = input  " + place);
  CHECK(message_of([&] { logical_not(n); }).find("logical_not: wants b8, not i32") != std::string::npos);
}

TEST_CASE("the gradient through a logical operation is zero, not missing") {
  const auto between = [](const Expr& x) { return cast(logical_and(greater(x, 0), logical_not(less(x, 1))), f64); };
  CHECK(slopes(between, f64, {-1, 0.5, 2}) == Numbers{0, 0, 0});
}
