#include <nabla/rewrite/absorb_transposes.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"

using namespace nabla;

namespace {

const Expr a = input("a", f64, {3, 4}), at = input("at", f64, {4, 3});
const Expr b = input("b", f64, {4, 5}), bt = input("bt", f64, {5, 4});

Tensor counting(Sizes sizes, double from) {
  Tensor tensor = Tensor::empty(f64, std::move(sizes));
  for (double& x : tensor.mutable_span<double>()) x = from++;
  return tensor;
}
const Feeds feeds{
    {a, counting({3, 4}, 1)}, {at, counting({4, 3}, 2)}, {b, counting({4, 5}, 3)}, {bt, counting({5, 4}, 4)}};

Expr absorbed(const Expr& x) { return absorb_transposes(Exprs{x})[0]; }

bool same_value(const Expr& x, const Expr& y) { return same_bits(test::evaluate(x, feeds), test::evaluate(y, feeds)); }

bool has_transpose(const Expr& x) { return to_text({x}).find("= transpose ") != std::string::npos; }

}  // namespace

TEST_CASE("transposed operands of a product become its flags") {
  for (const Expr& product :
       {matmul(transpose(at), b), matmul(a, transpose(bt)), matmul(transpose(at), transpose(bt))}) {
    const Expr now = absorbed(product);
    CHECK(has_transpose(product));
    CHECK_FALSE(has_transpose(now));
    CHECK(node_count({now}) == 3);
    CHECK(now.type() == product.type());
    CHECK(now->where().line == product->where().line);
    CHECK(same_value(now, product));
  }
}

TEST_CASE("the transpose of a product that nothing else needs is a product") {
  const Expr flipped = transpose(matmul(a, b));
  CHECK_FALSE(has_transpose(absorbed(flipped)));
  CHECK(same_value(absorbed(flipped), flipped));
  const Expr product = matmul(a, b);
  const std::vector<Expr> both = absorb_transposes(Exprs{product, transpose(product)});
  CHECK(has_transpose(both[1]));  // computing it again would cost more than the copy
}

TEST_CASE("the gradient through a transposed operand holds no transpose") {
  const Expr g = grad(sum(square(matmul(a, transpose(bt)))), bt);
  CHECK(has_transpose(g));
  CHECK_FALSE(has_transpose(absorbed(g)));
  CHECK(same_value(absorbed(g), g));
}

TEST_CASE("other transposes stay") {
  const Expr x = exp(transpose(a));
  CHECK(absorbed(x) == x);
}

TEST_CASE("so for stacks of matrices, where the last two axes change places") {
  const Expr x = input("x", f64, {2, 4, 3}), y = input("y", f64, {2, 1, 5, 4}), z = input("z", f64, {2, 5, 4});
  const Feeds stacks{{x, counting({2, 4, 3}, 1)}, {y, counting({2, 1, 5, 4}, 2)}, {z, counting({2, 5, 4}, 3)}};
  const Expr product = matmul(matrix_transpose(x), matrix_transpose(y));
  CHECK(product.shape() == Shape{2, 2, 3, 5});
  const Expr g = grad(sum(square(matmul(matrix_transpose(x), matrix_transpose(z)))), z);
  for (const Expr& now : {product, matrix_transpose(product), g}) {
    CHECK(has_transpose(now));
    CHECK_FALSE(has_transpose(absorbed(now)));
    CHECK(same_bits(test::evaluate(now, stacks), test::evaluate(absorbed(now), stacks)));
  }
  CHECK(has_transpose(absorbed(matmul(transpose(x, {1, 0, 2}), a))));  // other axes move: that is a copy
}
