#include <nabla/ops/where.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/sqrt.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("where picks, for every dtype, and all three broadcast") {
  for (const DType dtype : {f32, f64, i32, i64, b8}) {
    const Expr c = constant(tensor(b8, {2, 1}, {1, 0}));
    const Expr x = constant(tensor(dtype, {3}, {1, 0, 1})), y = constant(tensor(dtype, {}, {0}));
    const Expr z = where(c, x, y);
    CHECK(z.type() == Type{dtype, {2, 3}});
    CHECK(numbers(evaluate(z)) == Numbers{1, 0, 1, 0, 0, 0});
  }
}

TEST_CASE("every pattern of three stretched operands picks the right entries") {
  for (unsigned pattern = 0; pattern < 64; ++pattern) {
    Sizes c{2, 3}, x{2, 3}, y{2, 3};
    for (unsigned axis = 0; axis < 2; ++axis) {
      if (pattern >> axis & 1U) c[axis] = 1;
      if (pattern >> (axis + 2) & 1U) x[axis] = 1;
      if (pattern >> (axis + 4) & 1U) y[axis] = 1;
    }
    const auto full = [](const Sizes& sizes, double first) {
      Numbers entries;
      for (std::int64_t i = 0; i < elements(sizes); ++i) entries.push_back(first + static_cast<double>(i));
      return tensor(f32, sizes, entries);
    };
    const Expr ones = constant(Tensor::ones(f32, {2, 3}));
    const Expr condition = less(constant(full(c, -1)), 1), a = constant(full(x, 10)), b = constant(full(y, 20));
    const Expr condition_wide = less(constant(full(c, -1)) * ones, 1), a_wide = a * ones, b_wide = b * ones;
    const Numbers got = numbers(evaluate(where(condition, a, b) * ones));
    REQUIRE(got == numbers(evaluate(where(condition_wide, a_wide, b_wide))));
  }
}

TEST_CASE("bare numbers stand on either side") {
  const Expr x = constant(tensor(f32, {3}, {-1, NaN, 2}));
  CHECK(numbers(evaluate(where(greater(x, 0), x, 0))) == Numbers{0, 0, 2});
  CHECK(numbers(evaluate(where(greater(x, 0), 0.5, x)))[2] == 0.5);
  CHECK(where(greater(x, 0), 1.5, 2.5).dtype() == f64);
  CHECK(evaluate(where(less(constant(Tensor::zeros(f32, {0})), 1), 1.5, 2.5)).sizes() == Sizes{0});
}

TEST_CASE("where wants a condition that is one, and branches of one dtype") {
  const Expr x = input("x", f32, {3}), y = input("y", f32, {4}), c = input("c", b8, {3});
  const auto here = [](unsigned line) { return "where_test.cpp:" + std::to_string(line); };
  const unsigned first = __LINE__ + 1;
  const std::string no_condition = message_of([&] { where(x, x, x); });
  const std::string shapes = message_of([&] { where(c, x, y); });
  const std::string dtypes = message_of([&] { where(c, 1, 2.5); });
  const std::string row_x = "\n  x : f32[3] = input  " + here(first - 3);
  CHECK(no_condition ==
        here(first) + ": where: the condition is a b8, not f32: compare it with something" + row_x + row_x + row_x);
  CHECK(shapes == here(first + 1) + ": where: cannot broadcast [3] with [4]: axis 0 is 3 and 4" +
                      "\n  c : b8[3]  = input  " + here(first - 3) + row_x + "\n  y : f32[4] = input  " +
                      here(first - 3));
  CHECK(dtypes.find(here(first + 2) + ": where: i64 and f64: cast() one of them\n") == 0);
}

TEST_CASE("the gradient goes to the branch taken, in that branch's shape") {
  const Expr x = input("x", f64, {3}), y = input("y", f64, {2, 1});
  const Expr c = less(constant(tensor(f64, {2, 3}, {0, 1, 0, 1, 1, 1})), 0.5);
  const std::vector<Tensor> dz =
      evaluate(grad(sum(where(c, x, y)), {x, y}), {{x, tensor(f64, {3}, {1, 2, 3})}, {y, tensor(f64, {2, 1}, {4, 5})}});
  CHECK(numbers(dz[0]) == Numbers{1, 0, 1});
  CHECK(numbers(dz[1]) == Numbers{1, 3});
}

TEST_CASE("the condition is disconnected") {
  const Expr x = input("x", f64, {});
  CHECK(message_of([&] { grad(where(less(x, 0), 1.0, 2.0), x); }).find("disconnected") != std::string::npos);
}

TEST_CASE("a where inside keeps the branch not taken harmless") {
  const auto safe_sqrt = [](const Expr& x) { return where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0); };
  CHECK(slopes(safe_sqrt, f64, {0, 4, -1}) == Numbers{0, 0.25, 0});
}
