#include <nabla/ops/cholesky.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/matrices.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("the Cholesky factor of a matrix with a factor of whole numbers") {
  const Expr A = constant(tensor(f64, {3, 3}, {4, 12, -16, 12, 37, -43, -16, -43, 98}));
  CHECK(numbers(evaluate(cholesky(A))) == Numbers{2, 0, 0, 6, 1, 0, -8, 5, 3});
  CHECK(numbers(evaluate(cholesky(cast(A, f32)))) == Numbers{2, 0, 0, 6, 1, 0, -8, 5, 3});
}

TEST_CASE("L L' is A, to rounding, in stacks too") {
  for (const DType dtype : {f32, f64})
    for (const Sizes& sizes : {Sizes{1, 1}, Sizes{60, 60}, Sizes{2, 3, 5, 5}}) {
      const Expr A = constant(random_definite(sizes, 1).cast(dtype)), L = cholesky(A);
      const double unit = dtype == f32 ? 0x1p-23 : 0x1p-52;
      CHECK(largest(matmul(L, matrix_transpose(L)) - A) <= 4 * unit * largest(A));
      CHECK(largest(triu(L, 1)) == 0);
    }
}

TEST_CASE("only the lower triangle is read, and has a gradient") {
  const Expr A = constant(tensor(f64, {2, 2}, {4, NaN, 2, 5}));
  CHECK(numbers(evaluate(cholesky(A))) == Numbers{2, 0, 1, 2});
  // L00 = sqrt(a), L10 = b / sqrt(a), L11 = sqrt(c - b^2 / a)
  CHECK(difference(numbers(evaluate(grad(sum(cholesky(A)), A))), {0.25 - 0.125 + 0.0625, 0, 0.5 - 0.25, 0.25}, 1e-15) ==
        "");
}

TEST_CASE("Cholesky's gradients of first and second order, entry by entry") {
  for (const Sizes& sizes : {Sizes{1, 1}, Sizes{4, 4}, Sizes{2, 3, 3}}) {
    const Expr A = input("A", f64, Shape(sizes));
    const Expr w = constant(random_tensor(sizes, 5));
    const Feeds feeds{{A, random_definite(sizes, 2)}};
    for (const int order : {1, 2}) CHECK(verify_gradient(sum(cholesky(A) * w), {A}, feeds, {.order = order}).ok());
  }
}

TEST_CASE("Cholesky's gradient of a log-determinant is the inverse") {
  const Expr A = constant(random_definite({4, 4}, 3));
  const Expr L = cholesky(A), log_det = 2 * sum(log(einsum("ii->i", {L})));
  const Expr g = grad(log_det, A);  // of the lower triangle: entries below the diagonal count twice
  CHECK(largest(g - (tril(2 * inv(A)) - eye_of(A) * inv(A))) < 1e-13);
}

TEST_CASE("a matrix that is not positive definite is an error that names the row") {
  const Expr A = input("A", f64, {2, 2}), stack = input("S", f32, {2, 3, 2, 2});
  const std::string at = "cholesky_test.cpp";
  const auto call = [](const Expr& x, const Tensor& value) {
    return message_without_lines([&] { nabla::Function({x}, {cholesky(x)})(value); });
  };
  CHECK(call(A, tensor(f64, {2, 2}, {1, 2, 2, 4})) ==
        at + ": cholesky: the matrix is not positive definite: pivot 1 is not above 0\n  A : f64[2, 2] = input  " + at);
  CHECK(call(A, tensor(f64, {2, 2}, {-1, 2, 2, 4})) ==
        at + ": cholesky: the matrix is not positive definite: pivot 0 is not above 0\n  A : f64[2, 2] = input  " + at);
  Numbers identities;
  for (int i = 0; i < 6; ++i) identities.insert(identities.end(), {1, 0, 0, i == 4 ? -1.0 : 1.0});
  CHECK(call(stack, tensor(f32, {2, 3, 2, 2}, identities)) ==
        at + ": cholesky: the matrix at [1, 1] is not positive definite: pivot 1 is not above 0\n" +
            "  S : f32[2, 3, 2, 2] = input  " + at);
}

TEST_CASE("a NaN or an infinity in a triangle makes its factor NaN, and leaves the other matrices alone") {
  for (const double bad : {NaN, inf, -inf}) {
    const Expr A = constant(tensor(f64, {2, 2, 2}, {1, 0, bad, 1, 4, 0, 0, 9}));
    CHECK(difference(numbers(evaluate(cholesky(A))), {NaN, 0, NaN, NaN, 2, 0, 0, 3}) == "");
  }
}

TEST_CASE("the factor of nothing, and what has no factor") {
  CHECK(evaluate(cholesky(constant(Tensor::zeros(f64, {0, 0})))).sizes() == Sizes{0, 0});
  CHECK(evaluate(cholesky(constant(Tensor::zeros(f64, {0, 2, 2})))).sizes() == Sizes{0, 2, 2});
  const std::string at = "cholesky_test.cpp";
  CHECK(message_without_lines([] {
          cholesky(input("A", f32, {2, 3}));
        }) == at + ": cholesky: wants square matrices, not 2 by 3\n  A : f32[2, 3] = input  " + at);
  CHECK(message_without_lines([] { cholesky(input("A", f32, {3})); }) ==
        at + ": cholesky: wants square matrices, not rank 1\n  A : f32[3] = input  " + at);
  CHECK(message_without_lines([] {
          cholesky(input("A", i32, {3, 3}));
        }) == at + ": cholesky: wants f32 or f64, not i32: cast() converts\n  A : i32[3, 3] = input  " + at);
}

TEST_CASE("Cholesky over a further axis") {
  const auto definite = [](const Tensor& x) {
    const Expr e = constant(x);
    return evaluate(matmul(e, matrix_transpose(e)) + eye_of(e));
  };
  check_batch_rule(
      {{3, 3}}, [](const Exprs& x) { return cholesky(x[0]); }, definite);
  check_batch_rule(
      {{2, 3, 3}}, [](const Exprs& x) { return cholesky(x[0]); }, definite);
}
