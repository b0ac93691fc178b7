#include <nabla/ops/all.hpp>

#include "catch.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Dim batch{"batch"};

Numbers truth(const Expr& y) { return numbers(evaluate(y)); }

}  // namespace

TEST_CASE("all and any over any axes") {
  const Expr x = constant(tensor(b8, {2, 3, 2}, {1, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1}));
  CHECK(all(x).type() == Type{b8, {}});
  CHECK(truth(all(x)) == Numbers{0});
  CHECK(truth(any(x)) == Numbers{1});
  CHECK(truth(all(x, 2)) == Numbers{1, 0, 1, 0, 0, 0});
  CHECK(truth(any(x, -1)) == Numbers{1, 1, 1, 1, 0, 1});
  CHECK(truth(all(x, 1)) == Numbers{0, 1, 0, 0});
  CHECK(truth(any(x, 1)) == Numbers{1, 1, 0, 1});
  CHECK(truth(all(x, 0)) == Numbers{0, 1, 0, 0, 0, 1});
  CHECK(truth(any(x, 0)) == Numbers{1, 1, 0, 1, 1, 1});
  CHECK(truth(all(x, {0, 2})) == Numbers{0, 0, 0});
  CHECK(truth(any(x, {0, 2})) == Numbers{1, 1, 1});
  CHECK(all(x, {0, 2}, keepdims).type() == Type{b8, {1, 3, 1}});
  CHECK(truth(any(x, std::vector<int>{})) == truth(x));
}

TEST_CASE("of no entries all are true, and none is") {
  const Expr x = input("x", b8, {batch, 2});
  const Feeds none{{x, Tensor::zeros(b8, {0, 2})}};
  CHECK(numbers(evaluate(all(x), none)) == Numbers{1});
  CHECK(numbers(evaluate(any(x), none)) == Numbers{0});
  CHECK(numbers(evaluate(all(x, 0), none)) == Numbers{1, 1});
  CHECK(numbers(evaluate(any(x, 0), none)) == Numbers{0, 0});
  CHECK(numbers(evaluate(any(x, 1), none)) == Numbers{});
  CHECK(numbers(evaluate(all(constant(tensor(b8, {}, {1}))))) == Numbers{1});
}

TEST_CASE("truth of numbers is an error that says what to do") {
  const Expr x = input("x", f32, {batch});
  CHECK(message_without_lines([&] { all(x); }) ==
        "all_test.cpp: all: wants b8, not f32: compare the entries with something\n"
        "  x : f32[batch] = input  all_test.cpp");
  const Expr y = input("y", b8, {batch});
  CHECK(message_without_lines([&] { any(y, 1); }) ==
        "all_test.cpp: any: axis 1 is out of range for rank 1\n"
        "  y : b8[batch] = input  all_test.cpp");
}
