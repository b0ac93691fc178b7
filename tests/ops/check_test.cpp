#include <nabla/ops/check.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f64, {2, 3});
const Expr positive = check(x, greater(x, 0), "x is positive");
const Tensor good = tensor(f64, {2, 3}, {1, 2, 3, 4, 5, 6}), bad = tensor(f64, {2, 3}, {1, 2, 3, -4, NaN, 6});

}  // namespace

TEST_CASE("a check that holds is its operand") {
  CHECK(same_bits(evaluate(positive, {{x, good}}), good));
  CHECK(numbers(evaluate(check(greater(x, 0), "x is positive"), {{x, good}})) == Numbers{1, 1, 1, 1, 1, 1});
  const Expr empty = input("empty", b8, {0, 2});
  CHECK(evaluate(check(empty, "nothing is false"), {{empty, Tensor::zeros(b8, {0, 2})}}).sizes() == Sizes{0, 2});
}

TEST_CASE("a check that fails says what and where") {
  const nabla::Function f({x}, {log(positive)});
  CHECK(difference(numbers(f(good)[0]), numbers(evaluate(log(x), {{x, good}}))) == "");
  CHECK(message_without_lines([&] { f(bad); }) ==
        "check_test.cpp: check: x is positive: false at [1, 0] (2 of 6 entries)\n"
        "  x         : f64[2, 3] = input    check_test.cpp\n"
        "  operand 2 : b8[2, 3]  = greater  check_test.cpp");
  const Expr cost = sum(x), finite = named(less(cost, 100), "finite");
  const nabla::Function g({x}, {check(finite, "the cost stays small")});
  CHECK(message_without_lines([&] {
          g(tensor(f64, {2, 3}, {1, 2, 300, 4, 5, 6}));
        }) ==
        "check_test.cpp: check: the cost stays small\n"
        "  finite : b8[] = less  check_test.cpp");
}

TEST_CASE("the gradient passes a check as it is") {
  const Expr gradient = grad(sum(square(positive)), x);
  CHECK(numbers(evaluate(gradient, {{x, good}})) == Numbers{2, 4, 6, 8, 10, 12});
  CHECK_THROWS_WITH(evaluate(gradient, {{x, bad}}), Catch::Matchers::Contains("x is positive"));
}

TEST_CASE("rewriting keeps checks, but of equal ones one") {
  const Expr again = check(x, greater(x, 0), "x is positive"), other = check(x, greater(x, 0), "so that log works");
  const std::vector<Expr> now = rewrite(Exprs{positive, again, other});
  CHECK(now[0] == now[1]);
  CHECK(now[0] != now[2]);
  CHECK(nabla::Function({x}, {positive}).instructions() == 2);
}

TEST_CASE("a condition that is none") {
  CHECK(message_without_lines([] { check(x, "x"); }) ==
        "check_test.cpp: check: the condition is a b8, not f64: compare it with something\n"
        "  x : f64[2, 3] = input  check_test.cpp");
}
