#include <nabla/ops/one_hot.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"}, classes{"classes"};

}  // namespace

TEST_CASE("a label becomes a row with one 1, in every dtype") {
  for (const DType label : {i32, i64})
    for (const DType dtype : {f32, f64, i32, i64, b8}) {
      const Expr y = one_hot(constant(tensor(label, {2}, {2, 0})), 3, dtype);
      CHECK(y.type() == Type{dtype, {2, 3}});
      CHECK(numbers(evaluate(y)) == Numbers{0, 0, 1, 1, 0, 0});
    }
}

TEST_CASE("labels of any rank, and symbolic sizes") {
  CHECK(numbers(evaluate(one_hot(constant(Tensor::scalar(std::int64_t{1})), 3))) == Numbers{0, 1, 0});
  CHECK(numbers(evaluate(one_hot(constant(tensor(i32, {1, 2}, {1, 0})), 2))) == Numbers{0, 1, 1, 0});
  CHECK(evaluate(one_hot(constant(Tensor::zeros(i32, {0})), 3)).sizes() == Sizes{0, 3});
  CHECK(one_hot(input("t", i32, {batch}), classes, f64).type() == Type{f64, {batch, classes}});
}

TEST_CASE("a label that is out of range is an error when it is computed") {
  const Expr t = constant(tensor(i32, {2, 3}, {0, 1, 2, 3, 10, 5})), s = constant(Tensor::scalar(-1));
  CHECK(message_without_lines([&] { evaluate(one_hot(t, 10)); }) == "label 10 at [1, 1] is not in [0, 10)");
  CHECK(message_without_lines([&] { evaluate(one_hot(s, 10)); }) == "label -1 is not in [0, 10)");
}

TEST_CASE("labels that are no integers are an error") {
  const Expr t = input("t", f32, {batch});
  CHECK(message_without_lines([&] { one_hot(t, 3); }) ==
        "one_hot_test.cpp: one_hot: the labels are f32, not i32 or i64\n"
        "  t : f32[batch] = input  one_hot_test.cpp");
}
