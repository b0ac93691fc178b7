#include <nabla/ops/inv.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/matrices.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("the inverse of a matrix of two rows") {
  const Expr A = constant(tensor(f64, {2, 2}, {4, 7, 2, 6}));
  CHECK(difference(numbers(evaluate(inv(A))), {0.6, -0.7, -0.2, 0.4}, 1e-15) == "");
}

TEST_CASE("a matrix times its inverse is the identity, in stacks too") {
  for (const DType dtype : {f32, f64})
    for (const Sizes& sizes : {Sizes{1, 1}, Sizes{50, 50}, Sizes{2, 3, 4, 4}}) {
      const Expr A = constant(random_matrices(sizes, 1, 3).cast(dtype));
      CHECK(largest(matmul(A, inv(A)) - eye_of(A)) < (dtype == f32 ? 5e-6 : 1e-14));
    }
}

TEST_CASE("gradients of the inverse of first and second order, and -A^-2 of one entry") {
  for (const Sizes& sizes : {Sizes{3, 3}, Sizes{2, 3, 3}}) {
    const Expr A = input("A", f64, Shape(sizes)), w = constant(random_tensor(sizes, 2));
    for (const int order : {1, 2})
      CHECK(verify_gradient(sum(inv(A) * w), {A}, {{A, random_matrices(sizes, 1, 3)}}, {.order = order}).ok());
  }
  const Expr a = constant(tensor(f64, {1, 1}, {4}));
  CHECK(numbers(evaluate(grad(sum(inv(a)), a))) == Numbers{-0.0625});
}

TEST_CASE("what has no inverse: a singular matrix is an error, NaN and infinities give NaN, nothing gives nothing") {
  const Expr A = input("A", f64, {2, 2});
  const std::string at = "inv_test.cpp";
  CHECK(message_without_lines([&] {
          nabla::Function({A}, {inv(A)})(tensor(f64, {2, 2}, {1, 2, 2, 4}));
        }) == at + ": inv: the matrix is singular: pivot 1 is 0\n  A : f64[2, 2] = input  " + at);
  for (const double bad : {NaN, inf})
    CHECK(difference(numbers(evaluate(inv(constant(tensor(f64, {2, 2, 2}, {1, 0, 0, bad, 2, 0, 0, 4}))))),
                     {NaN, NaN, NaN, NaN, 0.5, 0, 0, 0.25}) == "");
  CHECK(evaluate(inv(constant(Tensor::zeros(f64, {3, 0, 0})))).sizes() == Sizes{3, 0, 0});
  CHECK(message_without_lines([] {
          inv(input("A", f32, {2, 3}));
        }) == at + ": inv: wants square matrices, not 2 by 3\n  A : f32[2, 3] = input  " + at);
}

TEST_CASE("the inverse over a further axis") {
  check_batch_rule({{2, 3, 3}}, [](const Exprs& x) { return inv(x[0]); });
}
