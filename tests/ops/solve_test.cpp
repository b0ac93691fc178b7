#include <nabla/ops/solve.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/matrices.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor prepared(const Tensor& x) {  // matrices that stay away from singular ones, right-hand sides as they are
  const Sizes& sizes = x.sizes();
  if (sizes.size() < 2 || sizes[sizes.size() - 1] != sizes[sizes.size() - 2]) return x;
  const Expr e = constant(x);
  return evaluate(e + 5 * eye_of(e));
}

Feeds feeds_for(const Expr& A, const Expr& b) {
  return {{A, random_matrices(A.shape().evaluate({}), 1, 3)}, {b, random_tensor(b.shape().evaluate({}), 2)}};
}

struct System {
  Sizes A, b, x;
};
const std::vector<System> systems{{{3, 3}, {3}, {3}},
                                  {{3, 3}, {3, 2}, {3, 2}},
                                  {{4, 3, 3}, {3}, {4, 3}},
                                  {{4, 3, 3}, {3, 2}, {4, 3, 2}},
                                  {{3, 3}, {4, 3, 2}, {4, 3, 2}},
                                  {{4, 3, 3}, {4, 3, 2}, {4, 3, 2}},
                                  {{5, 1, 3, 3}, {4, 3, 2}, {5, 4, 3, 2}}};

}  // namespace

TEST_CASE("a system of two equations") {
  const Expr A = constant(tensor(f64, {2, 2}, {3, 1, 1, 2})), b = constant(tensor(f64, {2}, {9, 8}));
  CHECK(difference(numbers(evaluate(solve(A, b))), {2, 3}, 1e-15) == "");
  const Expr L = constant(tensor(f64, {2, 2}, {2, NaN, 1, 4})), U = constant(tensor(f64, {2, 2}, {2, 1, NaN, 4}));
  CHECK(numbers(evaluate(solve_triangular(L, b, {.lower = true}))) == Numbers{4.5, 0.875});
  CHECK(numbers(evaluate(solve_triangular(L, b, {.lower = true, .transposed = true}))) == Numbers{3.5, 2});
  CHECK(numbers(evaluate(solve_triangular(U, b))) == Numbers{3.5, 2});
  CHECK(numbers(evaluate(solve_triangular(U, b, {.transposed = true}))) == Numbers{4.5, 0.875});
}

TEST_CASE("solutions solve, whatever broadcasts") {
  for (const DType dtype : {f32, f64})
    for (const System& s : systems) {
      INFO(to_string(s.A) << " " << to_string(s.b));
      const Expr A = constant(random_matrices(s.A, 1, 3).cast(dtype)), b = constant(random_tensor(s.b, 2).cast(dtype));
      const double few = dtype == f32 ? 1e-6 : 1e-14;
      const auto residual = [&](const Expr& matrix, const Expr& x) {
        CHECK(x.shape() == Shape(s.x));
        return largest(s.b.size() == 1 ? matvec(matrix, x) - b : matmul(matrix, x) - b);
      };
      CHECK(residual(A, solve(A, b)) < few);
      for (const bool lower : {false, true})
        for (const bool transposed : {false, true}) {
          const Expr half = lower ? tril(A) : triu(A);
          CHECK(residual(transposed ? matrix_transpose(half) : half,
                         solve_triangular(A, b, {.lower = lower, .transposed = transposed})) < few);
        }
      const Expr S = constant(random_definite(s.A, 4).cast(dtype));
      CHECK(residual(S, solve(S, b, positive_definite)) < 4 * few);
    }
}

TEST_CASE("gradients of solutions of first and second order") {
  for (const System& s : systems)
    for (const int order : {1, 2}) {
      INFO(to_string(s.A) << " " << to_string(s.b) << ", order " << order);
      const Expr A = input("A", f64, Shape(s.A)), b = input("b", f64, Shape(s.b));
      const Expr w = constant(random_tensor(s.x, 5));
      const auto ok = [&](const Expr& x, const Feeds& feeds) {
        return verify_gradient(sum(x * w), {A, b}, feeds, {.order = order}).ok();
      };
      CHECK(ok(solve(A, b), feeds_for(A, b)));
      CHECK(ok(solve_triangular(A, b), feeds_for(A, b)));
      CHECK(ok(solve_triangular(A, b, {.lower = true, .transposed = true}), feeds_for(A, b)));
      CHECK(ok(solve(A, b, positive_definite), {{A, random_definite(s.A, 3)}, {b, random_tensor(s.b, 2)}}));
    }
}

TEST_CASE("f32 systems are solved in f64: an ill-conditioned one keeps its digits") {
  constexpr std::int64_t n = 6;  // Hilbert's matrix, rounded to f32: its condition is 1.5e7
  Numbers entries;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) entries.push_back(1.0 / (i + j + 1));
  const Expr A = constant(tensor(f32, {n, n}, entries)), b = constant(tensor(f32, {n}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(numbers(evaluate(solve(A, b))), numbers(evaluate(solve(cast(A, f64), cast(b, f64)))), 1e-7) == "");
  CHECK(difference(numbers(evaluate(inv(A))), numbers(evaluate(inv(cast(A, f64)))), 1e-7) == "");
}

TEST_CASE("a matrix with a NaN or an infinity has no solution but NaN, and others in the stack have theirs") {
  for (const double bad : {NaN, inf, -inf}) {
    const Expr A = constant(tensor(f64, {2, 2, 2}, {bad, 0, 0, 1, 2, 0, 0, 4})), b = constant(tensor(f64, {2}, {0, 4}));
    CHECK(difference(numbers(evaluate(solve(A, b))), {NaN, NaN, 0, 1}) == "");
    CHECK(difference(numbers(evaluate(solve_triangular(A, b))), {NaN, NaN, 0, 1}) == "");
  }
  const Expr I = constant(tensor(f64, {2, 2}, {1, 0, 0, 1}));
  CHECK(std::isnan(numbers(evaluate(solve(I, constant(tensor(f64, {2}, {1, NaN})))))[1]));
}

TEST_CASE("a singular matrix is an error in the call") {
  const Expr A = input("A", f64, {2, 2}), b = input("b", f64, {2}), stack = input("S", f64, {3, 2, 2});
  const Tensor singular = tensor(f64, {2, 2}, {1, 2, 2, 4}), one = tensor(f64, {2}, {1, 1});
  const std::string at = "solve_test.cpp";
  CHECK(message_without_lines([&] {
          nabla::Function({A, b}, {solve(A, b)})(singular, one);
        }) == at + ": solve: the matrix is singular: pivot 1 is 0\n  A         : f64[2, 2] = input    " + at +
                  "\n  operand 2 : f64[2, 1] = reshape  " + at);
  const std::string text = message_without_lines([&] {
    nabla::Function({stack, b}, {solve_triangular(stack, b)})(
        tensor(f64, {3, 2, 2}, {1, 0, 0, 1, 1, 0, 0, 1, 0, 5, 0, 1}), one);
  });
  CHECK(first_line(text) == at + ": solve_triangular: the matrix at [2] is singular: pivot 0 is 0");
}

TEST_CASE("operands that are no system are errors") {
  const Expr A = input("A", f64, {3, 3}), b = input("b", f64, {4});
  const auto error = [](const Expr& matrix, const Expr& right) {
    return first_line(message_without_lines([&] { solve(matrix, right); }));
  };
  const std::string place = "solve_test.cpp: solve: ", at = "solve_test.cpp";
  CHECK(message_without_lines([&] { solve(A, b); }) ==
        place + "the matrix is 3 by 3, the right-hand side has 4 rows\n  A : f64[3, 3] = input  " + at +
            "\n  b : f64[4]    = input  " + at);
  CHECK(error(A, input("c", f64, {})) == place + "the right-hand side has rank 0: it is a vector, or matrices");
  CHECK(error(A, input("c", f32, {3})) == place + "f64 and f32: cast() one of them");
  CHECK(error(input("B", f64, {2, 3}), b) == place + "wants square matrices, not 2 by 3");
  CHECK(error(input("B", f64, {2, 3, 3}), input("c", f64, {5, 3, 1})) ==
        place + "the axes before the matrices': cannot broadcast [2] with [5]: axis 0 is 2 and 5");
}

TEST_CASE("systems of no equations, or no right-hand sides, and symbolic sizes") {
  const auto zeros = [](const Sizes& sizes) { return constant(Tensor::zeros(f64, sizes)); };
  CHECK(evaluate(solve(zeros({0, 0}), zeros({0}))).sizes() == Sizes{0});
  CHECK(evaluate(solve(zeros({0, 0}), zeros({0, 2}))).sizes() == Sizes{0, 2});
  CHECK(evaluate(solve(zeros({2, 2}), zeros({2, 0}))).sizes() == Sizes{2, 0});
  const Dim batch{"batch"}, n{"n"}, k{"k"};
  const Expr A = input("A", f32, {batch, n, n});
  CHECK(solve(A, input("b", f32, {n})).shape() == Shape{batch, n});
  CHECK(solve_triangular(A, input("b", f32, {n, k})).shape() == Shape{batch, n, k});
}

TEST_CASE("systems over a further axis") {
  for (const auto& [A, B] : std::vector<std::pair<Sizes, Sizes>>{
           {{3, 3}, {3, 2}}, {{4, 3, 3}, {3, 2}}, {{3, 3}, {4, 3, 2}}, {{4, 1, 3, 3}, {5, 3, 2}}})
    for (const bool transposed : {false, true}) {
      check_batch_rule(
          {A, B}, [&](const Exprs& x) { return apply(Solve{transposed}, Where::here(), x[0], x[1]); }, prepared);
      check_batch_rule(
          {A, B},
          [&](const Exprs& x) {
            return apply(SolveTriangular{true, transposed}, Where::here(), x[0], x[1]);
          },
          prepared);
    }
}
