#include <nabla/ops/det.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/matrices.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("determinants, with their logarithms and signs") {
  const Expr A = constant(tensor(f64, {3, 2, 2}, {1, 2, 3, 4, 2, 1, 1, 2, 1, 2, 2, 4}));
  CHECK(difference(numbers(evaluate(det(A))), {-2, 3, 0}, 1e-15) == "");
  const auto [sign, log_abs_det] = slogdet(A);
  CHECK(numbers(evaluate(sign)) == Numbers{-1, 1, 0});
  CHECK(difference(numbers(evaluate(log_abs_det)), {std::log(2), std::log(3), -inf}, 1e-15) == "");
}

TEST_CASE("the determinant of a product is the product of determinants") {
  const Expr A = constant(random_tensor({5, 8, 8}, 1)), B = constant(random_tensor({5, 8, 8}, 2));
  CHECK(difference(numbers(evaluate(det(matmul(A, B)))), numbers(evaluate(det(A) * det(B))), 1e-12) == "");
  const auto [sign, log_abs_det] = slogdet(A);
  CHECK(difference(numbers(evaluate(sign * exp(log_abs_det))), numbers(evaluate(det(A))), 1e-13) == "");
  CHECK(difference(numbers(evaluate(det(cast(A, f32)))), numbers(evaluate(det(cast(cast(A, f32), f64)))), 6e-8) == "");
}

TEST_CASE("a determinant beyond the floats has a logarithm and its gradient") {
  const Expr A = constant(evaluate(1e-3 * eye(200, f64)));
  CHECK(numbers(evaluate(det(A))) == Numbers{0});
  const Expr log_abs_det = slogdet(A).log_abs_det;
  CHECK(difference(numbers(evaluate(log_abs_det)), {200 * std::log(1e-3)}, 1e-14) == "");
  CHECK(largest(grad(log_abs_det, A) - 1e3 * eye(200, f64)) < 1e-12);
}

TEST_CASE("gradients of determinants of first and second order") {
  for (const Sizes& sizes : {Sizes{1, 1}, Sizes{2, 2}, Sizes{4, 4}, Sizes{2, 3, 3}})
    for (const int order : {1, 2}) {
      const Expr A = input("A", f64, Shape(sizes));
      const Feeds feeds{{A, random_tensor(sizes, 4)}};
      CHECK(verify_gradient(sum(det(A)), {A}, feeds, {.order = order}).ok());
      CHECK(verify_gradient(sum(square(log_abs_det(A))), {A}, feeds, {.order = order}).ok());
    }
}

TEST_CASE("a determinant's derivatives are right at singular matrices of every rank") {
  constexpr std::int64_t n = 4;
  const Expr A = input("A", f64, {n, n});
  const Expr cost = det(A) + sum(square(A));  // alone, the gradient is 0 up to rank n - 2, and all rounding errors
  for (std::int64_t rank = 0; rank < n; ++rank)
    for (const int order : {1, 2}) {
      INFO("rank " << rank << ", order " << order);
      const Feeds feeds{{A, rank == 0 ? Tensor::zeros(f64, {n, n}) : random_of_rank(n, rank, 3)}};
      CHECK(verify_gradient(cost, {A}, feeds, {.order = order}).ok());
    }
  const Expr ones = constant(Tensor::full(f64, {2, 2}, 1));
  CHECK(numbers(evaluate(grad(det(ones), ones))) == Numbers{1, -1, -1, 1});
  const Expr zeros = constant(Tensor::zeros(f64, {3, 3}));
  CHECK(numbers(evaluate(grad(det(zeros), zeros))) == Numbers(9, 0.0));
}

TEST_CASE("the third derivative of a determinant is right where there is an inverse") {
  const Expr A = input("A", f64, {4, 4});
  const Expr first = grad(det(A), A), second = grad(sum(first * constant(random_tensor({4, 4}, 2))), A);
  const Expr cost = sum(second * constant(random_tensor({4, 4}, 3)));
  for (const int order : {1, 2})
    CHECK(verify_gradient(cost, {A}, {{A, random_tensor({4, 4}, 1)}}, {.order = order}).ok());
}

TEST_CASE("the cofactors of a matrix, of one with an inverse and one without") {
  const Expr A = constant(tensor(f64, {3, 3}, {1, 2, 3, 0, 4, 5, 1, 0, 6}));
  CHECK(difference(numbers(evaluate(cofactor(A))), {24, 5, -4, -12, 3, 2, -2, -5, 4}, 1e-14) == "");
  const Expr B = constant(tensor(f64, {3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  const Expr want = constant(tensor(f64, {3, 3}, {-3, 6, -3, 6, -12, 6, -3, 6, -3}));
  CHECK(largest(cofactor(B) - want) < 1e-13);
  CHECK(numbers(evaluate(cofactor(constant(tensor(f64, {1, 1}, {7}))))) == Numbers{1});
  const Expr C = constant(random_tensor({3, 20, 20}, 5));
  CHECK(largest(matmul(C, matrix_transpose(cofactor(C))) / detail::each_one(det(C)) - eye(20, f64)) < 1e-11);
}

TEST_CASE("NaN, infinities and no rows") {
  for (const double bad : {NaN, inf}) {
    const Expr A = constant(tensor(f64, {2, 2, 2}, {1, 0, 0, bad, 2, 0, 0, 4}));
    CHECK(difference(numbers(evaluate(det(A))), {NaN, 8}) == "");
    CHECK(difference(numbers(evaluate(det_sign(A))), {NaN, 1}) == "");
    CHECK(difference(numbers(evaluate(log_abs_det(A))), {NaN, std::log(8)}, 1e-15) == "");
    CHECK(difference(numbers(evaluate(cofactor(A))), {NaN, NaN, NaN, NaN, 4, 0, 0, 2}) == "");
  }
  const Expr none = constant(Tensor::zeros(f64, {2, 0, 0}));
  CHECK(numbers(evaluate(det(none))) == Numbers{1, 1});
  CHECK(numbers(evaluate(det_sign(none))) == Numbers{1, 1});
  CHECK(numbers(evaluate(log_abs_det(none))) == Numbers{0, 0});
  CHECK(evaluate(grad(sum(det(none)), none)).sizes() == Sizes{2, 0, 0});
}

TEST_CASE("errors of determinants") {
  const std::string at = "det_test.cpp";
  CHECK(message_without_lines([] {
          det(input("A", f32, {2, 3}));
        }) == at + ": det: wants square matrices, not 2 by 3\n  A : f32[2, 3] = input  " + at);
  CHECK(message_without_lines([] { slogdet(input("A", f32, {2})); }) ==
        at + ": det_sign: wants square matrices, not rank 1\n  A : f32[2] = input  " + at);
  CHECK(message_without_lines([] {
          cofactor_along(input("A", f32, {2, 2}), input("H", f32, {2}));
        }) == at + ": cofactor_along: the direction is f32[2], not f32[2, 2]\n  A : f32[2, 2] = input  " + at +
                  "\n  H : f32[2]    = input  " + at);
  const Expr A = input("A", f64, {2, 2});
  const std::string text = message_without_lines([&] {
    nabla::Function({A}, {grad(log_abs_det(A), A)})(tensor(f64, {2, 2}, {1, 2, 2, 4}));
  });
  CHECK(first_line(text) == at + ": inv: the matrix is singular: pivot 1 is 0");
}

TEST_CASE("determinants over a further axis") {
  for (const Sizes& sizes : {Sizes{3, 3}, Sizes{2, 3, 3}}) {
    check_batch_rule({sizes}, [](const Exprs& x) { return det(x[0]); });
    check_batch_rule({sizes}, [](const Exprs& x) { return log_abs_det(x[0]); });
    check_batch_rule({sizes}, [](const Exprs& x) { return det_sign(x[0]); });
    check_batch_rule({sizes}, [](const Exprs& x) { return cofactor(x[0]); });
    check_batch_rule({sizes, sizes}, [](const Exprs& x) { return cofactor_along(x[0], x[1]); });
  }
}
