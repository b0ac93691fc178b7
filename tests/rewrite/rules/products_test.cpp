#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"
#include "support/formula.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr a = input("a", f64, {4, 3}), b = input("b", f64, {3, 5}), v = input("v", f64, {3});

Tensor numbered(const Expr& in) {
  Sizes sizes;
  for (const Dim& size : in.shape()) sizes.push_back(size.constant());
  Tensor values = Tensor::empty(f64, sizes);
  double next = 0.5;
  for (double& x : values.mutable_span<double>()) x = next, next = -next * 1.0625 + 0.125;
  return values;
}

/// Compiled, against the plain evaluator.
void check_value(const Expr& e, const std::vector<Expr>& inputs) {
  Feeds feeds;
  std::vector<Tensor> values;
  for (const Expr& in : inputs) feeds.emplace_back(in, values.emplace_back(numbered(in)));
  INFO(formula(e));
  CHECK(difference(numbers(nabla::Function(inputs, {e}).call(values)[0]), numbers(evaluate(e, feeds)), 1e-13).empty());
}

}  // namespace

TEST_CASE("sums of the products of all pairs are products of matrices") {
  const Expr rows = reshape(a, Shape{4, 3, 1}), columns = reshape(b, Shape{1, 3, 5});
  CHECK(formula(sum(rows * columns, {1})) == "matmul(a, b)");
  check_value(sum(rows * columns, {1}), {a, b});
  check_value(sum(columns * rows, {1}), {a, b});
  check_value(sum(rows * columns, {1}, keepdims), {a, b});

  const Expr flipped = reshape(transpose(a), Shape{3, 4, 1});
  check_value(sum(flipped * reshape(b, Shape{3, 1, 5}), {0}), {a, b});

  const Expr stack = input("stack", f64, {2, 4, 3, 1}), others = input("others", f64, {2, 1, 3, 5});
  CHECK(formula(sum(stack * others, {2})).find("matmul") != std::string::npos);
  check_value(sum(stack * others, {2}), {stack, others});
  check_value(sum(stack * others, {0, 2}), {stack, others});
  check_value(sum(stack * others, {0, 1, 2}), {stack, others});
}

TEST_CASE("sums of as many products as the factors have entries stay sums") {
  CHECK(formula(sum(a * v, {1})).find("matmul") == std::string::npos);
  CHECK(formula(sum(a * a, {0})).find("matmul") == std::string::npos);
  CHECK(formula(sum(reshape(v, Shape{3, 1}) * v)).find("matmul") == std::string::npos);
}
