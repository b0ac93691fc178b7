#include <nabla/runtime/alias.hpp>

#include <nabla/nabla.hpp>
#include <nabla/runtime/plan.hpp>

#include "catch.hpp"
#include "support/evaluate.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Tensor counted(const Sizes& sizes) {
  Tensor x = Tensor::empty(f32, sizes);
  float next = 1;
  for (float& entry : x.mutable_span<float>()) entry = next++;
  return x;
}

/// The number of instructions; with the values that the nodes' own evaluation has.
std::size_t instructions(const Expr& x, const Tensor& value, const std::vector<Expr>& outputs) {
  const Function f({x}, outputs, {}, {.rewrite = {.sets = {}}});
  const std::vector<Tensor> got = f(value), expected = evaluate(outputs, {{x, value}});
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(same_bits(got[i], expected[i]));
  return f.instructions();
}

}  // namespace

TEST_CASE("slices of leading axes are read where they lie") {
  const Expr x = input("x", f32, {4, 3, 5});
  const Tensor value = counted({4, 3, 5});
  CHECK(instructions(x, value, {take(x, 2) * take(x, 0)}) == 1);
  CHECK(instructions(x, value, {sum(slice(x, 0, {1, 3}) + 1.F)}) == 1);
  CHECK(instructions(x, value, {exp(take(take(x, 3), 1))}) == 1);
  CHECK(instructions(x, value, {exp(slice(slice(slice(x, 0, {2, 3}), 1, {1, 2}), 2, {1, 4}))}) == 1);
  CHECK(instructions(x, value, {exp(slice(reshape(cumsum(x, 0), Shape{60}), 0, {7, 20}))}) == 2);
}

TEST_CASE("other slices are copied") {
  const Expr x = input("x", f32, {4, 3});
  const Tensor value = counted({4, 3});
  CHECK(instructions(x, value, {exp(slice(x, 1, {1, 3}))}) == 2);
  CHECK(instructions(x, value, {exp(slice(x, 0, {.step = -1}))}) == 2);
  CHECK(instructions(x, value, {exp(slice(x, 0, {.step = 2}))}) == 2);
}

TEST_CASE("a slice may be an output, beside what it is a slice of") {
  const Expr x = input("x", f32, {4, 3}), y = cumsum(x, 0);
  const Tensor value = counted({4, 3});
  CHECK(instructions(x, value, {take(x, 1)}) == 0);
  CHECK(instructions(x, value, {take(y, 1)}) == 1);
  CHECK(instructions(x, value, {take(y, 3), y, take(y, 1), slice(y, 0, {1, 4})}) == 1);
  CHECK(instructions(x, value, {y, exp(take(y, 2))}) == 2);
}

TEST_CASE("memory lives as long as a slice of it is read") {
  const Expr x = input("x", f32, {4, 4}), y = cumsum(x, 0), row = take(y, 2);
  Expr z = cumsum(y, 1);
  for (int i = 0; i < 3; ++i) z = cumsum(z, 0);
  CHECK(instructions(x, counted({4, 4}), {cumsum(z + row, 1)}) == 7);
}

TEST_CASE("what reads a slice does not overwrite the rest") {
  const Expr x = input("x", f32, {4, 4}), y = cumsum(x, 0), row = take(y, 0);
  const Expr z = cumsum(exp(-row), 0);
  CHECK(instructions(x, counted({4, 4}), {z, cumsum(y - z, 0)}) == 5);
}

TEST_CASE("slices that begin at a symbolic size") {
  const Dim n{"n"};
  const Expr x = input("x", f32, {n, 2}), last = slice(x, 0, {n - 2, n}), first = slice(x, 0, {0, 3});
  const Function f({x}, {exp(last), exp(first)});
  for (const std::int64_t size : {5, 3}) {
    const Tensor value = counted({size, 2});
    const std::vector<Tensor> got = f(value), expected = evaluate({exp(last), exp(first)}, {{x, value}});
    CHECK(same_bits(got[0], expected[0]));
    CHECK(same_bits(got[1], expected[1]));
  }
  CHECK_THROWS_WITH(f(counted({2, 2})), Catch::Contains("entries 0 to 2 of axis 0 are wanted, which has 2") &&
                                            Catch::Contains("alias_test.cpp"));
}
