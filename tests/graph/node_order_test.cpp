#include <nabla/graph/node_order.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/small_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

std::vector<Expr> all(const NodeOrder& order) {
  std::vector<Expr> list;
  for (const Expr* const x : order) list.push_back(*x);
  return list;
}

}  // namespace

TEST_CASE("nodes stand in the order in which they were made, each once", "[graph]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {}), unused = input("unused", f32, {});
  const Expr a = minus(y, x), b = plus(a, a), other = scale(x, 3);
  const Exprs outputs{b, x, b, a};
  const NodeOrder order(outputs);
  CHECK(all(order) == std::vector<Expr>{x, y, a, b});
  for (std::uint32_t i = 0; i < order.size(); ++i) CHECK(order.place_of(order[i]) == i);
  CHECK(std::ranges::equal(order.output_places(), std::vector<std::uint32_t>{3, 0, 3, 2}));
  CHECK(order.operand_places(0).empty());
  CHECK(std::ranges::equal(order.operand_places(2), std::vector<std::uint32_t>{1, 0}));
  CHECK(std::ranges::equal(order.operand_places(3), std::vector<std::uint32_t>{2, 2}));
  CHECK(order.place_of(other) == NodeOrder::none);
  CHECK(order.place_of(unused) == NodeOrder::none);
  CHECK(NodeOrder(Exprs{}).size() == 0);
  CHECK_THROWS_AS(NodeOrder(Exprs{x, Expr()}), Error);
}

TEST_CASE("operands come first, however far apart the nodes of a graph were made", "[graph]") {
  const Expr x = input("x", f32, {});
  std::vector<Expr> made{x};
  Expr sum = x;
  for (std::size_t i = 0; i < 10'000; ++i) {
    for (std::size_t skipped = 0; skipped < i % 100; ++skipped) scale(x, 2);
    made.push_back(scale(made[i * 7919 % made.size()], 2));
    if (i % 3 == 0) made.push_back(sum = plus(sum, made.back()));
  }
  const Exprs outputs{sum};
  const NodeOrder order(outputs);
  std::size_t wrong = 0;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    if (order.place_of(order[i]) != i) ++wrong;
    for (std::size_t k = 0; k < order[i]->operands().size(); ++k)
      if (const std::uint32_t place = order.operand_places(i)[k];
          place >= i || place != order.place_of(order[i]->operands()[k]))
        ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(order[0] == x);
  CHECK(order[order.size() - 1] == sum);
}
