#include <nabla/ops/products.hpp>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/filled.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

using Product = Expr (*)(const Operand&, const Operand&);

bool gradients_agree(Product f, const Sizes& sizes_a, const Sizes& sizes_b) {
  const Expr a = input("a", f64, Shape(sizes_a)), b = input("b", f64, Shape(sizes_b));
  const Expr y = f(a, b), w = constant(filled(f64, y.shape().evaluate({}), 3));
  const Feeds feeds{{a, filled(f64, sizes_a, 1)}, {b, filled(f64, sizes_b, 2)}};
  return verify_gradient(sum(square(y) * w), {a, b}, feeds).ok() &&
         verify_gradient(sum(square(y) * w), {a, b}, feeds, {.order = 2}).ok();
}

}  // namespace

TEST_CASE("dot is numpy's: of vectors, of matrices, of higher ranks") {
  struct Case {
    Sizes a, b;
    const char* subscripts;
  };
  for (const Case& c : std::vector<Case>{{{3}, {3}, "i,i->"},
                                         {{2, 3}, {3}, "ij,j->i"},
                                         {{3}, {3, 4}, "i,ij->j"},
                                         {{2, 3}, {3, 4}, "ij,jk->ik"},
                                         {{5, 2, 3}, {3, 4}, "aij,jk->aik"},
                                         {{5, 2, 3}, {6, 3, 4}, "aij,bjk->aibk"},
                                         {{}, {2, 3}, ",ij->ij"},
                                         {{2, 3}, {}, "ij,->ij"},
                                         {{}, {}, ",->"}})
    for (const DType dtype : {f32, f64}) {
      INFO(c.subscripts);
      const Expr a = constant(filled(dtype, c.a, 1)), b = constant(filled(dtype, c.b, 2));
      const Expr y = dot(a, b), want = einsum(c.subscripts, {a, b});
      CHECK(y.type() == want.type());
      CHECK(numbers(evaluate(y)) == numbers(evaluate(want)));
      CHECK(gradients_agree(dot, c.a, c.b));
    }
  CHECK(numbers(evaluate(dot(constant(tensor(f64, {2}, {1, 2})), constant(tensor(f64, {2}, {3, 4}))))) == Numbers{11});
  CHECK(numbers(evaluate(dot(2, constant(tensor(f64, {2}, {3, 4}))))) == Numbers{6, 8});
}

TEST_CASE("outer multiplies all pairs of entries, whatever the ranks") {
  const std::vector<Sizes> shapes{{1}, {2}, {3, 2}, {1, 1}, {}, {0}};
  for (const Sizes& a : shapes)
    for (const Sizes& b : shapes) {
      INFO(to_string(a) << " " << to_string(b));
      const Tensor x = filled(f64, a, 1), y = filled(f64, b, 2);
      Numbers want;
      for (const double u : numbers(x))
        for (const double v : numbers(y)) want.push_back(u * v);
      const Expr z = outer(constant(x), constant(y));
      CHECK(z.shape() == Shape{elements(a), elements(b)});
      CHECK(numbers(evaluate(z)) == want);
      CHECK(gradients_agree(outer, a, b));
    }
  const Expr i = constant(tensor(i32, {2}, {2, 3}));
  CHECK(numbers(evaluate(outer(i, i))) == Numbers{4, 6, 6, 9});
  CHECK(outer(input("x", f32, {batch, 3}), input("y", f32, {batch})).shape() == Shape{3 * batch, batch});
}

TEST_CASE("matvec and vecmat multiply stacks of matrices and of vectors") {
  struct Case {
    Sizes matrix, vector;
    const char* subscripts;  // of matvec
  };
  for (const Case& c : std::vector<Case>{{{3, 3}, {3}, "ij,j->i"},
                                         {{3, 3}, {5, 3}, "ij,bj->bi"},
                                         {{5, 3, 3}, {3}, "bij,j->bi"},
                                         {{5, 3, 3}, {5, 3}, "bij,bj->bi"},
                                         {{5, 3, 3}, {6, 1, 3}, "bij,abj->abi"},
                                         {{6, 1, 3, 3}, {5, 3}, "abij,bj->abi"}}) {
    INFO(c.subscripts);
    const Expr A = constant(filled(f64, c.matrix, 1)), x = constant(filled(f64, c.vector, 2));
    const Tensor want = evaluate(einsum(c.subscripts, {A, x}));
    CHECK(same_bits(evaluate(matvec(A, x)), want));
    CHECK(same_bits(evaluate(vecmat(x, matrix_transpose(A))), want));
    CHECK(gradients_agree(matvec, c.matrix, c.vector));
    CHECK(gradients_agree(vecmat, c.vector, c.matrix));
  }
  const Expr A = input("A", f32, {4, 3}), x = input("x", f32, {batch, 3}), y = input("y", f32, {batch, 4});
  CHECK(matvec(A, x).shape() == Shape{batch, 4});
  CHECK(vecmat(y, A).shape() == Shape{batch, 3});
  CHECK(matvec(input("B", f32, {batch, 4, 3}), x).shape() == Shape{batch, 4});
}

TEST_CASE("products of the wrong sizes and dtypes are errors in their own names") {
  const Expr x = input("x", f32, {2, 3}), y = input("y", f32, {4}), s = input("s", f32, {}), i = input("i", i32, {3});
  const std::string place = "products_test.cpp: ";
  const auto error = [&](Product f, const Expr& a, const Expr& b) {
    return first_line(message_without_lines([&] { f(a, b); }));
  };
  CHECK(error(dot, x, y) == place + "dot: inner sizes differ: 3 and 4");
  CHECK(error(dot, x, i) == place + "dot: wants f32 or f64, not i32: cast() converts");
  CHECK(error(dot, x, input("z", f64, {3})) == place + "dot: f32 and f64: cast() one of them");
  CHECK(error(matvec, x, y) == place + "matvec: inner sizes differ: 3 and 4");
  CHECK(error(matvec, y, x) == place + "matvec: the matrix has rank 1, less than 2");
  CHECK(error(matvec, x, s) == place + "matvec: the vector has rank 0, less than 1");
  CHECK(error(vecmat, y, x) == place + "vecmat: inner sizes differ: 4 and 2");
  CHECK(error(outer, x, i) == place + "mul: f32 and i32: cast() one of them");
  CHECK(message_without_lines([&] { dot(x, y); }) ==
        place + "dot: inner sizes differ: 3 and 4\n  x : f32[2, 3] = input  products_test.cpp\n" +
            "  y : f32[4]    = input  products_test.cpp");
}
