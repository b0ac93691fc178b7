#include <nabla/ops/argmax.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("argmax is the index of the first largest entry") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {1, 7, 7, 4, 2, 4}));
    CHECK(argmax(x, 1).type() == Type{i64, {2}});
    CHECK(argmax(x, 1, keepdims).type() == Type{i64, {2, 1}});
    CHECK(numbers(evaluate(argmax(x, 1))) == Numbers{1, 0});
    CHECK(numbers(evaluate(argmax(x, 0))) == Numbers{1, 0, 0});
    CHECK(numbers(evaluate(argmax(x))) == Numbers{1});
    CHECK(numbers(evaluate(first_max(x, 0))) == Numbers{0, 1, 1, 1, 0, 0});
    CHECK(numbers(evaluate(first_max(x))) == Numbers{0, 1, 0, 0, 0, 0});
  }
}

TEST_CASE("argmin is the index of the first smallest entry, or of a NaN") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {2, 3}, {1, 7, 1, 4, 2, 0}));
    CHECK(argmin(x, 1, keepdims).type() == Type{i64, {2, 1}});
    CHECK(numbers(evaluate(argmin(x, 1))) == Numbers{0, 2});
    CHECK(numbers(evaluate(argmin(x, 0))) == Numbers{0, 1, 1});
    CHECK(numbers(evaluate(argmin(x))) == Numbers{5});
    CHECK(numbers(evaluate(first_min(x, 1))) == Numbers{1, 0, 0, 0, 0, 1});
  }
  const Expr x = constant(tensor(f32, {2, 3}, {-inf, NaN, NaN, inf, inf, inf}));
  CHECK(numbers(evaluate(argmin(x, 1))) == Numbers{1, 0});
  const Expr none = constant(Tensor::zeros(f32, {0, 2}));
  CHECK(message_without_lines([&] { argmin(none, 0); }).find("argmin: there is no smallest of no entries") !=
        std::string::npos);
  CHECK(numbers(evaluate(argmin(none, 1))) == Numbers{});
}

TEST_CASE("over several axes the index counts these axes in row-major order") {
  Numbers entries(2 * 3 * 4, 0);
  entries[1 * 12 + 0 * 4 + 2] = 5;  // [1, 0, 2]
  entries[0 * 12 + 1 * 4 + 3] = 5;  // [0, 1, 3]
  const Expr x = constant(tensor(f64, {2, 3, 4}, entries));
  CHECK(numbers(evaluate(argmax(x, {0, 2}))) == Numbers{6, 3, 0});
  CHECK(numbers(evaluate(argmax(x, {0, 1}))) == Numbers{0, 0, 3, 1});
  CHECK(numbers(evaluate(argmax(x))) == Numbers{7});
}

TEST_CASE("a NaN is the largest, the first of several") {
  const Expr x = constant(tensor(f32, {2, 3}, {inf, NaN, NaN, NaN, inf, 1}));
  CHECK(numbers(evaluate(argmax(x, 1))) == Numbers{1, 0});
  CHECK(numbers(evaluate(first_max(x))) == Numbers{0, 1, 0, 0, 0, 0});
}

TEST_CASE("entries that are all -inf have a first") {
  CHECK(numbers(evaluate(argmax(constant(tensor(f64, {3}, {-inf, -inf, -inf}))))) == Numbers{0});
}

TEST_CASE("rank 0 has its largest entry at 0, no entries have none") {
  CHECK(numbers(evaluate(argmax(constant(Tensor::scalar(3.0F))))) == Numbers{0});
  const Dim n{"n"};
  const Expr x = input("x", f32, {n, 2});
  const Feeds none{{x, Tensor::zeros(f32, {0, 2})}};
  CHECK(message_without_lines([&] { evaluate(argmax(x, 0), none); }) == "there is no largest of no entries");
  CHECK(numbers(evaluate(argmax(x, 1), none)) == Numbers{});
  CHECK(message_without_lines([&] { evaluate(first_max(x, 0), none); }) == "there is no largest of no entries");
  CHECK(numbers(evaluate(first_max(x, 1), none)) == Numbers{});
}

TEST_CASE("argmax of what has no order is an error") {
  const Expr x = input("x", b8, {4});
  CHECK(message_without_lines([&] { argmax(x); }) ==
        "argmax_test.cpp: argmax: wants numbers, not b8: cast() converts\n"
        "  x : b8[4] = input  argmax_test.cpp");
}
