#include <nabla/ops/compare.hpp>

#include <nabla/ops/cast.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

using Comparer = Expr (*)(const Operand&, const Operand&);
const std::vector<Comparer> all{equal, not_equal, less, less_equal, greater, greater_equal};

}  // namespace

TEST_CASE("comparisons mean what they say, for every number dtype") {
  for (const DType dtype : {f32, f64, i32, i64}) {
    const Expr x = constant(tensor(dtype, {3}, {1, 2, 3})), y = constant(tensor(dtype, {}, {2}));
    const auto is = [&](Comparer f) { return numbers(evaluate(f(x, y))); };
    CHECK(is(equal) == Numbers{0, 1, 0});
    CHECK(is(not_equal) == Numbers{1, 0, 1});
    CHECK(is(less) == Numbers{1, 0, 0});
    CHECK(is(less_equal) == Numbers{1, 1, 0});
    CHECK(is(greater) == Numbers{0, 0, 1});
    CHECK(is(greater_equal) == Numbers{0, 1, 1});
  }
}

TEST_CASE("NaN compares as in IEEE 754, and 0 equals -0") {
  const Expr x = constant(tensor(f64, {2}, {NaN, 1})), y = constant(tensor(f64, {2}, {NaN, NaN}));
  for (const Comparer f : all) CHECK(numbers(evaluate(f(x, y))) == (f == not_equal ? Numbers{1, 1} : Numbers{0, 0}));
  CHECK(numbers(evaluate(equal(constant(Tensor::scalar(-0.0)), 0))) == Numbers{1});
}

TEST_CASE("comparisons broadcast, and bare numbers take the other's dtype") {
  const Dim batch("batch");
  const Expr x = input("x", f32, {batch, 1}), y = input("y", f32, {3});
  for (const Comparer f : all) {
    CHECK(f(x, y).type() == Type{b8, {batch, 3}});
    CHECK(f(0.5, x).type() == Type{b8, {batch, 1}});
    CHECK(evaluate(f(constant(Tensor::zeros(i64, {0, 2})), 1)).sizes() == Sizes{0, 2});
  }
}

TEST_CASE("comparisons are told what they cannot compare") {
  const Expr x = input("x", f32, {}), n = input("n", i32, {}), p = input("p", b8, {});
  const auto here = [](unsigned line) { return "compare_test.cpp:" + std::to_string(line); };
  const unsigned first = __LINE__ + 1;
  const std::string mixed = message_of([&] { less(x, n); });
  const std::string booleans = message_of([&] { equal(p, p); });
  CHECK(mixed == here(first) + ": less: f32 and i32: cast() one of them\n  x : f32[] = input  " + here(first - 3) +
                     "\n  n : i32[] = input  " + here(first - 3));
  CHECK(booleans == here(first + 1) + ": equal: wants numbers, not b8: cast() converts\n  p : b8[] = input  " +
                        here(first - 3) + "\n  p : b8[] = input  " + here(first - 3));
}

TEST_CASE("the gradient through a comparison is zero, not missing") {
  CHECK(slopes([](const Expr& x) { return cast(less(x, 1), f64); }, f64, {0, 1, 2}) == Numbers{0, 0, 0});
}
