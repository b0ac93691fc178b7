#include <nabla/ops/fill.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("one number everywhere, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    CHECK(zeros(dtype, {2, 1}).type() == Type{dtype, {2, 1}});
    CHECK(numbers(evaluate(zeros(dtype, {2, 1}))) == Numbers{0, 0});
    CHECK(numbers(evaluate(ones(dtype, {3}))) == Numbers{1, 1, 1});
    CHECK(numbers(evaluate(full(dtype, {2}, 1))) == Numbers{1, 1});
  }
  CHECK(numbers(evaluate(full(f64, {}, 0.1))) == Numbers{0.1});
  CHECK(evaluate(zeros(f32, {0, 3})).sizes() == Sizes{0, 3});
}

TEST_CASE("like another value, on whose entries nothing depends") {
  const Expr x = input("x", f64, {batch, 2});
  CHECK(zeros_like(x).type() == x.type());
  CHECK(numbers(evaluate(x + ones_like(x), {{x, tensor(f64, {1, 2}, {1, NaN})}}))[0] == 2);
  CHECK(numbers(evaluate(x * full_like(x, 3), {{x, tensor(f64, {1, 2}, {1, 2})}})) == Numbers{3, 6});
  CHECK_THAT(message_of([&] { grad(sum(ones_like(x)), x); }), Catch::Matchers::Contains("disconnected"));
}

TEST_CASE("a number that the dtype cannot hold is an error") {
  CHECK(message_without_lines([] { full(i32, {3}, 0.5); }) == "fill_test.cpp: full: 0.5 is not an i32");
}
