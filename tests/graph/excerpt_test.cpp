#include <nabla/graph/excerpt.hpp>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Expr x = input("x", f32, {}, Where{"m.cpp", 1}), z = input("z", f32, {}, Where{"m.cpp", 2});
const Expr a = scale(x, 2), b = scale(a, 3), c = minus(b, z), d = plus(c, a);

}  // namespace

TEST_CASE("the neighbourhood of a node is what few operands or uses lead to", "[graph][excerpt]") {
  CHECK(neighbourhood({d}, b, 0) == Exprs{b});
  CHECK(neighbourhood({d}, b, 1) == Exprs{a, b, c});
  CHECK(neighbourhood({d}, b, 2).size() == 6);
  CHECK(neighbourhood({d}, z, 1) == Exprs{z, c});
  CHECK(neighbourhood({d}, b, 1000).size() == 6);
}

TEST_CASE("between two nodes are the nodes on all paths", "[graph][excerpt]") {
  CHECK(path_between(x, d) == Exprs{x, a, b, c, d});
  CHECK(path_between(z, d) == Exprs{z, c, d});
  CHECK(path_between(a, a) == Exprs{a});
}

TEST_CASE("a node that nothing leads to is an error", "[graph][excerpt]") {
  const Where here{"m.cpp", 9};
  CHECK(message_of([&] { neighbourhood({a}, z, 1, here); }) ==
        "m.cpp:9: neighbourhood: no output depends on the node\n  z : f32[] = input  m.cpp:2");
  CHECK(message_of([&] { path_between(z, x, here); }) ==
        "m.cpp:9: path_between: the second does not depend on the first\n"
        "  z : f32[] = input  m.cpp:2\n"
        "  x : f32[] = input  m.cpp:1");
  CHECK(message_of([&] { neighbourhood({a}, {}, 1, here); }) ==
        "m.cpp:9: neighbourhood: the node is an empty Expr: nothing was assigned to it");
  CHECK(message_of([&] { path_between({}, a, here); }) ==
        "m.cpp:9: path_between: an end is an empty Expr: nothing was assigned to it");
}

TEST_CASE("a deep graph is searched without recursion", "[graph][excerpt]") {
  std::size_t all = 0, near = 0;
  on_small_stack([&] {
    Expr y = x;
    for (int i = 0; i < 100'000; ++i) y = scale(y, 1);
    all = path_between(x, y).size();
    near = neighbourhood({y}, x, 10).size();
  });
  CHECK(all == 100'001);
  CHECK(near == 11);
}
