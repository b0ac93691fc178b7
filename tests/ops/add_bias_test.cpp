#include <nabla/ops/add_bias.hpp>

#include <nabla/autodiff/grad.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/reduce.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

}  // namespace

TEST_CASE("a bias is added along the last axis") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {2, 1, 3}, {1, 2, 3, 4, 5, 6})),
               b = constant(tensor(dtype, {3}, {10, 20, 30}));
    CHECK(numbers(evaluate(add_bias(x, b))) == Numbers{11, 22, 33, 14, 25, 36});
    CHECK(numbers(evaluate(add_bias(b, b))) == Numbers{20, 40, 60});
  }
  CHECK(add_bias(input("x", f32, {batch, 3}), input("b", f32, {3})).type() == Type{f32, {batch, 3}});
}

TEST_CASE("no rows, or no columns, take a bias") {
  const auto zeros = [](const Sizes& sizes) { return constant(Tensor::zeros(f32, sizes)); };
  CHECK(evaluate(add_bias(zeros({0, 3}), zeros({3}))).sizes() == Sizes{0, 3});
  CHECK(evaluate(add_bias(zeros({3, 0}), zeros({0}))).sizes() == Sizes{3, 0});
}

TEST_CASE("the result may be written over x") {
  Tensor x = tensor(f64, {2, 2}, {1, 2, 3, 4});
  const Tensor b = tensor(f64, {2}, {10, 20});
  const Out out = x.out();
  AddBias{}.eval(out, b.view(), out);
  CHECK(numbers(x) == Numbers{11, 22, 13, 24});
}

TEST_CASE("the bias's gradient is summed over all rows") {
  const Expr x = constant(tensor(f64, {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})), b = constant(tensor(f64, {2}, {0, 0}));
  const std::vector<Expr> g = grad(sum(x * add_bias(x, b)), {x, b});
  CHECK(numbers(evaluate(g[1])) == Numbers{1 + 3 + 5 + 7, 2 + 4 + 6 + 8});
  CHECK(numbers(evaluate(g[0])) == Numbers{2, 4, 6, 8, 10, 12, 14, 16});
}

TEST_CASE("a bias that does not fit is an error, even of size 1") {
  const std::string place = "add_bias_test.cpp: add_bias: ";
  const Expr x = input("x", f32, {batch, 12}), scalar = input("s", f32, {});
  const auto b = [](DType dtype, Shape shape) { return input("b", dtype, shape); };
  CHECK(first_line(message_without_lines([&] { add_bias(x, b(f32, {10})); })) ==
        place + "the last axis has 12 entries, the bias 10");
  CHECK(first_line(message_without_lines([&] { add_bias(x, b(f32, {1})); })) ==
        place + "the last axis has 12 entries, the bias 1");
  CHECK(first_line(message_without_lines([&] {
          add_bias(x, b(f32, {1, 12}));
        })) == place + "the bias has rank 2, not 1");
  CHECK(first_line(message_without_lines([&] { add_bias(x, b(f64, {12})); })) ==
        place + "f32 and f64: cast() one of them");
  CHECK(first_line(message_without_lines([&] { add_bias(scalar, b(f32, {12})); })) ==
        place + "a value of rank 0 has no axis for a bias: add with +");
}
