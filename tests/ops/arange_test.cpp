#include <nabla/ops/arange.hpp>

#include <nabla/ops/arithmetic.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("arange counts, in every dtype of numbers") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    CHECK(arange(4, dtype).type() == Type{dtype, {4}});
    CHECK(numbers(evaluate(arange(4, dtype))) == Numbers{0, 1, 2, 3});
    CHECK(numbers(evaluate(arange(3, 10, 2, dtype))) == Numbers{3, 5, 7, 9});
    CHECK(numbers(evaluate(arange(3, 9, 2, dtype))) == Numbers{3, 5, 7});
    CHECK(numbers(evaluate(arange(2, -2, -1, dtype))) == Numbers{2, 1, 0, -1});
    CHECK(evaluate(arange(2, 2, 1, dtype)).sizes() == Sizes{0});
    CHECK(evaluate(arange(2, 5, -1, dtype)).sizes() == Sizes{0});
  }
  CHECK(numbers(evaluate(arange(0, 1, 0.25, f64))) == Numbers{0, 0.25, 0.5, 0.75});
  CHECK(numbers(evaluate(arange(0, 1, 0.1, f64)))[3] == 3 * 0.1);
}

TEST_CASE("arange up to a symbolic size") {
  const Expr x = input("x", i64, {batch});
  CHECK(arange(batch, i64).shape() == Shape{batch});
  CHECK(numbers(evaluate(x + arange(batch, i64), {{x, tensor(i64, {3}, {10, 20, 30})}})) == Numbers{10, 21, 32});
}

TEST_CASE("what cannot be counted is an error") {
  CHECK(message_without_lines([] { arange(0, 3, 0, f32); }) ==
        "arange_test.cpp: arange: there are no inf numbers from 0 to 3 in steps of 0");
  CHECK(message_without_lines([] { arange(0, 3, 0.5, i32); }) == "arange_test.cpp: arange: 0.5 is not an i32");
  CHECK(message_without_lines([] { arange(3, b8); }) == "arange_test.cpp: arange: wants a dtype of numbers, not b8");
}
