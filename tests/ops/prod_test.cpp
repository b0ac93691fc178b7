#include <nabla/ops/prod.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/transpose.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

bool uses_transpose(const Expr& y) {
  const Dag dag = freeze(Exprs{y});
  for (const Vertex v : operands_first(dag))
    if (op_as<Transpose>(dag[v])) return true;
  return false;
}

}  // namespace

TEST_CASE("products over one axis, several, all or none") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = 1 + counting(dtype, {2, 2, 2});
    CHECK(numbers(evaluate(prod(x, 0))) == Numbers{5, 12, 21, 32});
    CHECK(numbers(evaluate(prod(x, 1))) == Numbers{3, 8, 35, 48});
    CHECK(numbers(evaluate(prod(x, -1))) == Numbers{2, 12, 30, 56});
    CHECK(numbers(evaluate(prod(x, {0, 1}))) == Numbers{105, 384});
    CHECK(numbers(evaluate(prod(x, {0, 2}))) == Numbers{60, 672});
    CHECK(numbers(evaluate(prod(x, {1, 2}, keepdims))) == Numbers{24, 1680});
    CHECK(numbers(evaluate(prod(x))) == Numbers{40320});
    CHECK(numbers(evaluate(prod(x, std::vector<int>{}))) == numbers(evaluate(x)));
    CHECK(prod(x, {0, 2}, keepdims).shape() == Shape{1, 2, 1});
  }
  CHECK(numbers(evaluate(prod(counting(f64, {2, 0, 3}), 1))) == Numbers(6, 1.0));
  CHECK(evaluate(prod(counting(f64, {0, 3}), 1)).sizes() == Sizes{0});
}

TEST_CASE("many lines side by side") {
  const Numbers y = numbers(evaluate(prod(1 + 0 * counting(f64, {2, 3, 700}) + counting(f64, {700}) / 700, 1)));
  REQUIRE(y.size() == 1400);
  for (const std::size_t i : {0U, 255U, 256U, 699U, 700U, 1399U})
    CHECK(y[i] == Approx(std::pow(1 + static_cast<double>(i % 700) / 700, 3)));
}

TEST_CASE("axes that are neighbours move no entry, in the gradient neither") {
  const Expr x = input("x", f64, {Dim("n"), 3, Dim("m")});
  for (const Axes& axes : {Axes(0), Axes(1), Axes{0, 1}, Axes{1, 2}, Axes()}) {
    CHECK(!uses_transpose(prod(x, axes)));
    CHECK(!uses_transpose(grad(sum(prod(x, axes)), x)));
  }
  CHECK(uses_transpose(prod(x, {0, 2})));
}

TEST_CASE("the products of all others, along any axis") {
  const Expr x = constant(tensor(f64, {2, 3}, {2, 0, 5, 3, 4, 0}));
  CHECK(numbers(evaluate(prod_of_others(x))) == Numbers{0, 10, 0, 0, 0, 12});
  CHECK(numbers(evaluate(prod_of_others(x, 0))) == Numbers{3, 4, 0, 2, 0, 5});
  CHECK(numbers(evaluate(prod_of_others(constant(tensor(i32, {1}, {7}))))) == Numbers{1});
}

TEST_CASE("what has no product is an error") {
  CHECK(first_line(message_without_lines([] {
          prod(input("x", b8, {2, 3}));
        })) == "prod_test.cpp: prod: wants numbers, not b8: cast() converts");
  CHECK(first_line(message_without_lines([] {
          prod(input("x", f32, {2, 3}), {0, 2});
        })) == "prod_test.cpp: prod: axis 2 is out of range for rank 2");
  CHECK(first_line(message_without_lines([] {
          prod(input("x", f32, {2, 3}), 2);
        })) == "prod_test.cpp: prod: axis 2 is out of range for rank 2");
  CHECK(first_line(message_without_lines([] { prod_of_others(input("x", f32, {})); })) ==
        "prod_test.cpp: prod_of_others: axis -1 is out of range: a value of rank 0 has no axes");
}
