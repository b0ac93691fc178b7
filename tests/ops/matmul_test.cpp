#include <nabla/ops/matmul.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/transpose.hpp>

#include "catch.hpp"
#include "support/batch_rule.hpp"
#include "support/filled.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Numbers naive(const Tensor& a, const Tensor& b) {
  const auto m = static_cast<std::size_t>(a.sizes()[0]), k = static_cast<std::size_t>(a.sizes()[1]),
             n = static_cast<std::size_t>(b.sizes()[1]);
  const Numbers x = numbers(a), y = numbers(b);
  Numbers z(m * n, 0.0);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t p = 0; p < k; ++p) z[i * n + j] += x[i * k + p] * y[p * n + j];
  return z;
}

Numbers transposed(const Tensor& x) { return numbers(evaluate(transpose(constant(x)))); }

bool uses_transpose(const Exprs& outputs) {
  const Dag dag = freeze(outputs);
  for (const Vertex v : operands_first(dag))
    if (op_as<Transpose>(dag[v])) return true;
  return false;
}

}  // namespace

TEST_CASE("a product of matrices, of every size and either float") {
  for (const DType dtype : {f32, f64})
    for (const Sizes& mkn : {Sizes{1, 1, 1}, Sizes{3, 4, 5}, Sizes{17, 9, 33}, Sizes{64, 31, 10}}) {
      const Tensor a = filled(dtype, {mkn[0], mkn[1]}, 1), b = filled(dtype, {mkn[1], mkn[2]}, 2);
      CHECK(numbers(evaluate(matmul(constant(a), constant(b)))) == naive(a, b));
    }
}

TEST_CASE("the gradient of a product is two products with flags, whichever operand is transposed") {
  const Expr a = constant(filled(f64, {3, 4}, 1)), at = constant(filled(f64, {4, 3}, 1));
  const Expr b = constant(filled(f64, {4, 5}, 2)), bt = constant(filled(f64, {5, 4}, 2));
  const Tensor weights = filled(f64, {3, 5}, 3);
  for (const bool left : {false, true})
    for (const bool right : {false, true}) {
      const Expr x = left ? at : a, y = right ? bt : b;
      const Expr product = apply(Matmul{left, right}, Where::here(), x, y);
      const std::vector<Expr> g = grad(sum(constant(weights) * product), {x, y});
      CHECK(!uses_transpose(g));
      const Tensor A = evaluate(left ? transpose(x) : x), B = evaluate(right ? transpose(y) : y);
      CHECK(numbers(evaluate(product)) == naive(A, B));
      const Tensor Bt = evaluate(transpose(constant(B))), At = evaluate(transpose(constant(A)));
      const Tensor da = Tensor::from_vector({3, 4}, naive(weights, Bt)),
                   db = Tensor::from_vector({4, 5}, naive(At, weights));
      CHECK(numbers(evaluate(g[0])) == (left ? transposed(da) : numbers(da)));
      CHECK(numbers(evaluate(g[1])) == (right ? transposed(db) : numbers(db)));
    }
}

TEST_CASE("a gradient with respect to the transpose in a product is the product's") {
  const Expr x = constant(filled(f64, {3, 4}, 1)), W = constant(filled(f64, {5, 4}, 2));
  const Expr Wt = transpose(W);
  const std::vector<Expr> g = grad(sum(matmul(x, Wt)) + sum(Wt), {Wt, W});
  CHECK(g[0].shape() == Shape{4, 5});
  CHECK(numbers(evaluate(transpose(g[0]))) == numbers(evaluate(g[1])));
  CHECK(numbers(evaluate(g[0] - broadcast_to(reshape(sum(x, 0), {4, 1}), {4, 5}))) == Numbers(20, 1.0));
}

TEST_CASE("Theano's quadratic form: the gradient of x'Ax") {
  const Expr x = constant(tensor(f64, {2}, {1, 2})), A = constant(tensor(f64, {2, 2}, {3, 4, 5, 6}));
  const std::vector<Expr> g = grad(matmul(matmul(x, A), x), {x, A});
  CHECK(numbers(evaluate(g[0])) == Numbers{24, 33});
  CHECK(numbers(evaluate(g[1])) == Numbers{1, 2, 2, 4});
  const Expr u = constant(tensor(f64, {2}, {1, 10}));
  CHECK(numbers(evaluate(grad(matmul(g[0], u), x))) == Numbers{6 + 90, 9 + 120});  // (A + A')u
}

TEST_CASE("rank 1 is a row on the left and a column on the right, and higher ranks on the left are rows") {
  const Expr m = input("m", f32, {batch, 3}), v = input("v", f32, {3}), r = input("r", f32, {batch});
  CHECK(matmul(m, v).shape() == Shape{batch});
  CHECK(matmul(r, m).shape() == Shape{3});
  CHECK(matmul(v, v).shape() == Shape{});
  const Expr x = input("x", f32, {batch, 2, 3}), w = input("w", f32, {3, 5});
  CHECK(matmul(x, w).shape() == Shape{batch, 2, 5});
  CHECK(matmul(x, v).shape() == Shape{batch, 2});
  const Tensor a = filled(f32, {4, 2, 3}, 1), b = filled(f32, {3, 5}, 2);
  CHECK(numbers(evaluate(matmul(x, w), {{x, a}, {w, b}})) == naive(a.reshaped({8, 3}), b));
  CHECK(numbers(evaluate(matmul(x, v), {{x, a}, {v, tensor(f32, {3}, {1, 2, 3})}})) ==
        naive(a.reshaped({8, 3}), tensor(f32, {3, 1}, {1, 2, 3})));
}

TEST_CASE("sizes of 0 give no entries, or sums of none") {
  for (const DType dtype : {f32, f64}) {
    const auto zeros = [&](const Sizes& sizes) { return constant(Tensor::zeros(dtype, sizes)); };
    CHECK(numbers(evaluate(matmul(zeros({2, 0}), zeros({0, 3})))) == Numbers(6, 0.0));
    CHECK(evaluate(matmul(zeros({0, 2}), zeros({2, 3}))).sizes() == Sizes{0, 3});
    CHECK(evaluate(matmul(zeros({2, 3}), zeros({3, 0}))).sizes() == Sizes{2, 0});
  }
}

TEST_CASE("inner sizes that differ are an error with the operands and a hint") {
  const Expr x = input("x", f32, {batch, 784});
  const Parameter W("W2", Tensor::zeros(f32, {512, 784}));
  const Expr h = input("h", f32, {3, 5});
  const std::string at = "matmul_test.cpp";
  CHECK(message_without_lines([&] { matmul(x, W); }) == at +
                                                            ": matmul: inner sizes differ: 784 and 512\n"
                                                            "  x  : f32[batch, 784] = input      " +
                                                            at +
                                                            "\n"
                                                            "  W2 : f32[512, 784]   = parameter  " +
                                                            at +
                                                            "\n"
                                                            "  did you mean transpose(W2)?");
  CHECK(message_without_lines([&] { matmul(x, h); }) == at +
                                                            ": matmul: inner sizes differ: 784 and 3\n"
                                                            "  x : f32[batch, 784] = input  " +
                                                            at +
                                                            "\n"
                                                            "  h : f32[3, 5]       = input  " +
                                                            at);
  CHECK(message_without_lines([&] { matmul(x, transpose(transpose(W.expr()))); }) ==
        at +
            ": matmul: inner sizes differ: 784 and 512\n"
            "  x         : f32[batch, 784] = input      " +
            at +
            "\n"
            "  operand 2 : f32[512, 784]   = transpose  " +
            at +
            "\n"
            "  did you mean to transpose the right operand?");
}

TEST_CASE("what is no product of floats is an error") {
  const std::string place = "matmul_test.cpp: matmul: ";
  const Expr x = input("x", f32, {2, 3}), y = input("y", f64, {3, 4}), i = input("i", i32, {3, 4});
  const Expr cube = input("c", f32, {2, 3, 4}), cubes = input("d", f32, {3, 4, 5}), scalar = input("s", f32, {});
  CHECK(first_line(message_without_lines([&] { matmul(x, y); })) == place + "f32 and f64: cast() one of them");
  CHECK(first_line(message_without_lines([&] { matmul(x, i); })) ==
        place + "wants f32 or f64, not i32: cast() converts");
  CHECK(first_line(message_without_lines([&] { matmul(cube, cubes); })) ==
        place + "the axes before the matrices': cannot broadcast [2] with [3]: axis 0 is 2 and 3");
  CHECK(first_line(message_without_lines([&] { apply(Matmul{}, Where::here(), input("v", f32, {3}), y); })) ==
        place + "f32 and f64: cast() one of them");
  CHECK(first_line(message_without_lines([&] { apply(Matmul{}, Where::here(), input("v", f64, {3}), y); })) ==
        place + "the node multiplies matrices: reshape the operands");
  CHECK(first_line(message_without_lines([&] { matmul(x, scalar); })) ==
        place + "a value of rank 0 has no axis to sum over: multiply with *");
  CHECK(first_line(message_without_lines([&] { matmul(2, x); })) ==
        place + "a value of rank 0 has no axis to sum over: multiply with *");
}

namespace {

/// c[i] = a[i] b[i] for every index i of the leading axes that `a` and `b` broadcast to, one product after the other.
Tensor stacked(const Tensor& a, const Tensor& b) {
  const auto leading = [](const Tensor& x) { return Shape(Sizes(x.sizes().begin(), x.sizes().end() - 2)); };
  const Shape stack = broadcast(leading(a), leading(b));
  const auto repeated = [&](const Tensor& x) {
    std::vector<Dim> sizes = stack.dims();
    sizes.insert(sizes.end(), x.sizes().end() - 2, x.sizes().end());
    return evaluate(broadcast_to(constant(x), Shape(sizes)));
  };
  const Tensor x = repeated(a), y = repeated(b);
  const std::int64_t m = x.sizes()[stack.rank()], k = y.sizes()[stack.rank()], n = y.sizes().back();
  const Numbers from_x = numbers(x), from_y = numbers(y);
  Numbers all;
  for (std::int64_t i = 0; i < stack.elements().constant(); ++i) {
    const auto part = [i](const Numbers& from, std::int64_t rows, std::int64_t columns) {
      return Tensor::from_vector({rows, columns},
                                 Numbers(from.begin() + i * rows * columns, from.begin() + (i + 1) * rows * columns));
    };
    const Numbers one = naive(part(from_x, m, k), part(from_y, k, n));
    all.insert(all.end(), one.begin(), one.end());
  }
  Sizes sizes = stack.evaluate({});
  sizes.push_back(m), sizes.push_back(n);
  return Tensor::from_vector(sizes, all);
}

const std::vector<std::pair<Sizes, Sizes>> stacks{
    {{5, 2, 3}, {5, 3, 4}},    {{2, 3}, {5, 3, 4}},       {{5, 2, 3}, {3, 4}},       {{5, 2, 3}, {1, 3, 4}},
    {{1, 2, 3}, {5, 3, 4}},    {{6, 5, 2, 3}, {5, 3, 4}}, {{5, 2, 3}, {6, 1, 3, 4}}, {{6, 1, 2, 3}, {1, 5, 3, 4}},
    {{1, 1, 2, 3}, {1, 3, 4}}, {{1, 2, 3}, {6, 5, 3, 4}}, {{0, 2, 3}, {3, 4}},       {{2, 3}, {0, 3, 4}},
};

}  // namespace

TEST_CASE("stacks of matrices broadcast their leading axes, and their gradients are summed back") {
  for (const DType dtype : {f32, f64})
    for (const auto& [sizes_a, sizes_b] : stacks) {
      INFO(to_string(sizes_a) << " " << to_string(sizes_b));
      const Tensor a = filled(dtype, sizes_a, 1), b = filled(dtype, sizes_b, 2);
      const Expr x = constant(a), y = constant(b), product = matmul(x, y);
      const Tensor want = stacked(a, b), got = evaluate(product);
      CHECK(got.sizes() == want.sizes());
      CHECK(numbers(got) == numbers(want));

      const Tensor weights = filled(f64, want.sizes(), 3);
      const std::vector<Expr> g = grad(sum(product * constant(weights.cast(dtype))), {x, y});
      const auto mirrored = [](const Tensor& t) { return evaluate(matrix_transpose(constant(t))); };
      const auto back = [](const Tensor& t, const Sizes& sizes) { return evaluate(sum_to(constant(t), Shape(sizes))); };
      CHECK(numbers(evaluate(g[0])) == numbers(back(stacked(weights, mirrored(b)), sizes_a)));
      CHECK(numbers(evaluate(g[1])) == numbers(back(stacked(mirrored(a), weights), sizes_b)));
    }
}

TEST_CASE("the flags of a product of stacks transpose the last two axes, in its gradient too") {
  for (const auto& [sizes_a, sizes_b] : stacks)
    for (const bool left : {false, true})
      for (const bool right : {false, true}) {
        INFO(to_string(sizes_a) << " " << to_string(sizes_b) << " " << left << right);
        const auto stored = [](const Tensor& x, bool flag) {
          return constant(flag ? evaluate(matrix_transpose(constant(x))) : x);
        };
        const Tensor a = filled(f64, sizes_a, 1), b = filled(f64, sizes_b, 2);
        const Expr x = stored(a, left), y = stored(b, right);
        const Expr product = apply(Matmul{left, right}, Where::here(), x, y), plain = matmul(constant(a), constant(b));
        CHECK(numbers(evaluate(product)) == numbers(evaluate(plain)));
        const Expr w = constant(filled(f64, evaluate(plain).sizes(), 3));
        const std::vector<Expr> g = grad(sum(product * w), {x, y});
        const std::vector<Expr> same =
            grad(sum(matmul(left ? matrix_transpose(x) : x, right ? matrix_transpose(y) : y) * w), {x, y});
        for (const std::size_t i : {0U, 1U}) CHECK(numbers(evaluate(g[i])) == numbers(evaluate(same[i])));
      }
}

TEST_CASE("columns, rows and single entries, whichever operand is transposed, and stacks of them") {
  for (const DType dtype : {f32, f64})
    for (const Sizes& mkn : {Sizes{1, 1, 1}, Sizes{1, 70, 1}, Sizes{3, 70, 1}, Sizes{33, 5, 1}, Sizes{1, 5, 33}})
      for (const bool left : {false, true})
        for (const bool right : {false, true}) {
          INFO(to_string(mkn) << " " << left << right);
          const auto stored = [](const Tensor& x, bool flag) {
            return constant(flag ? evaluate(matrix_transpose(constant(x))) : x);
          };
          const Tensor a = filled(dtype, {4, mkn[0], mkn[1]}, 1), b = filled(dtype, {4, mkn[1], mkn[2]}, 2);
          const Expr product = apply(Matmul{left, right}, Where::here(), stored(a, left), stored(b, right));
          CHECK(numbers(evaluate(product)) == numbers(stacked(a, b)));
        }
}

TEST_CASE("a stack times one matrix is one product, and so is the matrix' gradient") {
  const Expr x = input("x", f32, {batch, 7, 3}), W = input("W", f32, {3, 5});
  const auto products = [](const Exprs& outputs) {
    std::vector<Shape> shapes;
    const Dag dag = freeze(outputs);
    for (const Vertex v : operands_first(dag))
      if (op_as<Matmul>(dag[v])) shapes.push_back(dag[v].shape());
    return shapes;
  };
  const Expr y = matmul(x, W);
  CHECK(products({y}) == std::vector<Shape>{{7 * batch, 5}});
  CHECK(products({grad(sum(y), W)}).back() == Shape{3, 5});
  CHECK(products({matmul(x, reshape(W, {1, 3, 5}))}) == std::vector<Shape>{{7 * batch, 5}});
  const Expr stack = input("s", f32, {batch, 3, 5}), A = input("A", f32, {2, 3});
  CHECK(products({matmul(A, stack)}) == std::vector<Shape>{{batch, 2, 5}});
  CHECK(products({grad(sum(matmul(A, stack)), A)}).back() == Shape{2, 3});
}

TEST_CASE("symbolic stacks") {
  const Dim heads{"heads"}, time{"time"};
  const Expr q = input("q", f32, {batch, heads, time, 8}), k = input("k", f32, {heads, time, 8});
  CHECK(matmul(q, matrix_transpose(k)).shape() == Shape{batch, heads, time, time});
  CHECK(matmul(q, input("r", f32, {8})).shape() == Shape{batch, heads, time});
  CHECK(matmul(input("r", f32, {time}), q).shape() == Shape{batch, heads, 8});
}

TEST_CASE("a stack of the wrong sizes gets a hint too") {
  const Expr x = input("x", f32, {batch, 2, 3}), y = input("y", f32, {batch, 4, 3});
  const std::string at = "matmul_test.cpp";
  CHECK(message_without_lines([&] { matmul(x, y); }) == at +
                                                            ": matmul: inner sizes differ: 3 and 4\n"
                                                            "  x : f32[batch, 2, 3] = input  " +
                                                            at +
                                                            "\n"
                                                            "  y : f32[batch, 4, 3] = input  " +
                                                            at +
                                                            "\n"
                                                            "  did you mean matrix_transpose(y)?");
}

TEST_CASE("a product over a further axis") {
  for (const auto& [a, b] : std::vector<std::pair<Sizes, Sizes>>{
           {{2, 3}, {3, 4}}, {{5, 2, 3}, {3, 4}}, {{2, 3}, {5, 3, 4}}, {{6, 1, 2, 3}, {5, 3, 4}}})
    for (const bool left : {false, true})
      for (const bool right : {false, true}) {
        const auto flagged = [](Sizes sizes, bool flag) {
          if (flag) std::swap(sizes[sizes.size() - 2], sizes[sizes.size() - 1]);
          return sizes;
        };
        check_batch_rule({flagged(a, left), flagged(b, right)}, [&](const Exprs& x) {
          return apply(Matmul{left, right}, Where::here(), x[0], x[1]);
        });
      }
}
