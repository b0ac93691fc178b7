#include <nabla/ops/tri.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim n{"n"};

}  // namespace

TEST_CASE("tri is 1 at and below a diagonal, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    CHECK(tri(2, 3, 0, dtype).type() == Type{dtype, {2, 3}});
    CHECK(numbers(evaluate(tri(2, 3, 0, dtype))) == Numbers{1, 0, 0, 1, 1, 0});
    CHECK(numbers(evaluate(tri(2, 3, 1, dtype))) == Numbers{1, 1, 0, 1, 1, 1});
    CHECK(numbers(evaluate(tri(3, 2, -1, dtype))) == Numbers{0, 0, 1, 0, 1, 1});
    CHECK(numbers(evaluate(tri(2, 2, 9, dtype))) == Numbers{1, 1, 1, 1});
    CHECK(numbers(evaluate(tri(2, 2, -9, dtype))) == Numbers{0, 0, 0, 0});
  }
  CHECK(evaluate(tri(0, 3, 0, f32)).sizes() == Sizes{0, 3});
}

TEST_CASE("tril and triu keep one side of the last two axes") {
  const Expr x = counting(f64, {2, 2, 3});
  CHECK(numbers(evaluate(tril(x))) == Numbers{0, 0, 0, 3, 4, 0, 6, 0, 0, 9, 10, 0});
  CHECK(numbers(evaluate(triu(x))) == Numbers{0, 1, 2, 0, 4, 5, 6, 7, 8, 0, 10, 11});
  CHECK(numbers(evaluate(tril(x, -1))) == Numbers{0, 0, 0, 3, 0, 0, 0, 0, 0, 9, 0, 0});
  CHECK(numbers(evaluate(triu(x, 2))) == Numbers{0, 0, 2, 0, 0, 0, 0, 0, 8, 0, 0, 0});
  CHECK(numbers(evaluate(tril(counting(i32, {2, 2})))) == Numbers{0, 0, 2, 3});
  CHECK(numbers(evaluate(triu(constant(tensor(b8, {2, 2}, {1, 1, 1, 1}))))) == Numbers{1, 1, 0, 1});
  const Expr s = input("s", f32, {n, n});
  CHECK(tril(s).type() == s.type());
}

TEST_CASE("triangles of stacks, of wide and of high matrices") {
  const Expr x = constant(tensor(f64, {2, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, NaN, NaN, 2, 3, NaN, 4, 5, 6}));
  CHECK(difference(numbers(evaluate(tril(x))), {1, 0, 0, 4, 5, 0, 7, 8, 9, 1, 0, 0, 2, 3, 0, 4, 5, 6}) == "");
  CHECK(difference(numbers(evaluate(triu(x))), {1, 2, 3, 0, 5, 6, 0, 0, 9, 1, NaN, NaN, 0, 3, NaN, 0, 0, 6}) == "");
  CHECK(numbers(evaluate(tril(constant(tensor(f32, {2, 3}, {1, 2, 3, 4, 5, 6}))))) == Numbers{1, 0, 0, 4, 5, 0});
  CHECK(numbers(evaluate(triu(constant(tensor(f32, {3, 2}, {1, 2, 3, 4, 5, 6}))))) == Numbers{1, 2, 0, 4, 0, 0});
  CHECK(numbers(evaluate(triu(constant(tensor(f32, {3, 1}, {1, 2, NaN})), 1))) == Numbers{0, 0, 0});
}

TEST_CASE("what is cut off does not matter, nor does its gradient") {
  const Expr x = constant(tensor(f64, {2, 2}, {1, NaN, inf, 4}));
  CHECK(numbers(evaluate(triu(tril(x, 0), 0))) == Numbers{1, 0, 0, 4});
  CHECK(numbers(evaluate(grad(sum(log(tril(x) + triu(x, 1) * 0 + 1)), x)))[0] == 0.5);
  CHECK(numbers(evaluate(grad(sum(tril(x) * 3), x))) == Numbers{3, 0, 3, 3});
}

TEST_CASE("gradients of both sides") {
  const Expr x = input("x", f64, {2, 3});
  const Feeds feeds{{x, tensor(f64, {2, 3}, {0.3, -1, 2, 0.7, 1.5, -0.2})}};
  for (const Expr& y : {tril(x, 1) * x, square(triu(x))})
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(y * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("a vector has no triangle") {
  const Expr v = input("v", f32, {n});
  CHECK(message_without_lines([&] { tril(v); }) ==
        "tri_test.cpp: tril: wants a matrix, not rank 1\n  v : f32[n] = input  tri_test.cpp");
  CHECK(message_without_lines([&] { triu(v); }) ==
        "tri_test.cpp: triu: wants a matrix, not rank 1\n  v : f32[n] = input  tri_test.cpp");
}
