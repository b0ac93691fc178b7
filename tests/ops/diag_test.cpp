#include <nabla/ops/diag.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/counted.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim n{"n"}, m{"m"};

}  // namespace

TEST_CASE("the diagonals of a matrix, in every dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = counting(dtype, {2, 3});
    CHECK(diagonal(x).type() == Type{dtype, {2}});
    CHECK(numbers(evaluate(diagonal(x))) == Numbers{0, 4});
    CHECK(numbers(evaluate(diagonal(x, 1))) == Numbers{1, 5});
    CHECK(numbers(evaluate(diagonal(x, 2))) == Numbers{2});
    CHECK(numbers(evaluate(diagonal(x, -1))) == Numbers{3});
    CHECK(diagonal(x, 3).shape() == Shape{0});
    CHECK(diagonal(x, -7).shape() == Shape{0});
    CHECK(evaluate(diagonal(x, -7)).sizes() == Sizes{0});
    CHECK(numbers(evaluate(diagonal(counting(dtype, {3, 2}), -1))) == Numbers{2, 5});
  }
  CHECK(numbers(evaluate(diagonal(constant(tensor(b8, {2, 2}, {1, 0, 0, 0}))))) == Numbers{1, 0});
}

TEST_CASE("a vector on a diagonal") {
  const Expr x = constant(tensor(f64, {2}, {7, 8}));
  CHECK(numbers(evaluate(diagonal_matrix(x))) == Numbers{7, 0, 0, 8});
  CHECK(numbers(evaluate(diagonal_matrix(x, 1))) == Numbers{0, 7, 0, 0, 0, 8, 0, 0, 0});
  CHECK(numbers(evaluate(diagonal_matrix(x, -1))) == Numbers{0, 0, 0, 7, 0, 0, 0, 8, 0});
  CHECK(evaluate(diagonal_matrix(constant(Tensor::zeros(f32, {0})), 1)).sizes() == Sizes{1, 1});
}

TEST_CASE("the last axes of several, and symbolic sizes") {
  CHECK(numbers(evaluate(diagonal(counting(f64, {2, 2, 2})))) == Numbers{0, 3, 4, 7});
  CHECK(numbers(evaluate(diagonal_matrix(counting(f64, {2, 2})))) == Numbers{0, 0, 0, 1, 2, 0, 0, 3});
  const Expr x = input("x", f64, {m, n, n}), v = input("v", f64, {n});
  CHECK(diagonal(x).shape() == Shape{m, n});
  CHECK(diagonal(x, -2).shape() == Shape{m, n - 2});
  CHECK(diagonal_matrix(v, 2).shape() == Shape{n + 2, n + 2});
  CHECK(numbers(evaluate(diagonal(x, 1), {{x, tensor(f64, {1, 3, 3}, counted(9))}})) == Numbers{1, 5});
}

TEST_CASE("diag does what the rank asks for, as in numpy") {
  CHECK(numbers(evaluate(diag(counting(f64, {2})))) == Numbers{0, 0, 0, 1});
  CHECK(numbers(evaluate(diag(counting(f64, {2, 2}), 1))) == Numbers{1});
}

TEST_CASE("gradients of diagonals, square or not") {
  const Expr x = input("x", f64, {2, 3});
  const Feeds feeds{{x, tensor(f64, {2, 3}, {0.3, -1, 2, 0.7, 1.5, -0.2})}};
  CHECK(numbers(evaluate(grad(sum(diagonal(x, 1) * counting(f64, {2})), x), feeds)) == Numbers{0, 0, 0, 0, 0, 1});
  for (const int k : {-1, 0, 2})
    for (const Expr& y : {diagonal(square(x), k) * diagonal(x, k), square(diagonal_matrix(x, k))})
      for (const int order : {1, 2}) CHECK(verify_gradient(sum(y * y), {x}, feeds, {.order = order}).ok());
}

TEST_CASE("what has no diagonal is an error") {
  const Expr v = input("v", f32, {n}), x = input("x", f32, {m, n}), c = input("c", f32, {m, 2, 2});
  const std::string place = "diag_test.cpp: ", row = " = input  diag_test.cpp";
  CHECK(message_without_lines([&] { diagonal(v); }) ==
        place + "diagonal: wants a matrix, not rank 1\n  v : f32[n]" + row);
  CHECK(message_without_lines([&] { diagonal(x); }) ==
        place + "diagonal: the length of a diagonal of [m, n] is not known\n  x : f32[m, n]" + row);
  CHECK(message_without_lines([&] { diag(c); }) ==
        place +
            "diag: wants a vector or a matrix, not rank 3: diagonal_matrix() and diagonal() take any number of "
            "them\n  c : f32[m, 2, 2]" +
            row);
  CHECK_THAT(message_without_lines([&] { diagonal_matrix(1.0); }),
             Catch::Matchers::Contains("diagonal_matrix: wants at least one axis"));
}
