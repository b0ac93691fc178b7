#include <nabla/graph/rebuild.hpp>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/scope.hpp>

#include "catch.hpp"
#include "support/small_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// minus(a, b) as minus(b, a).
Expr turned(const Expr& node) {
  if (!op_as<Minus>(node)) return node;
  return NodeFactory::with_operands(node, Exprs{node->operands()[1], node->operands()[0]});
}

}  // namespace

TEST_CASE("transform gives each node its new operands, and leaves the graph given as it is", "[graph]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const Expr kept = plus(x, y), difference = minus(kept, y);
  const Expr sum = [&] {
    const Scope scope("layer");
    return named(plus(difference, kept), "sum");
  }();
  const Exprs outputs{sum, kept};
  const std::vector<Expr> results = transform(outputs, turned);
  CHECK(results[1] == kept);
  CHECK(results[0] != sum);
  CHECK(results[0].name() == "sum");
  CHECK(results[0]->where().line == sum->where().line);
  CHECK(results[0]->scope() == "layer");
  CHECK(results[0]->operands()[0]->operands()[0] == y);
  CHECK(results[0]->operands()[1] == kept);
  CHECK(difference->operands()[0] == kept);
  CHECK(sum->operands()[0] == difference);
}

TEST_CASE("transform changes the nodes that a graph owns where they lie", "[graph]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {}), users = plus(x, y);
  const std::uint64_t own_since = NodeFactory::next_id();
  const Expr sum = plus(minus(users, y), users), twice = plus(sum, sum);
  const std::vector<Expr> outputs{twice, users};
  const std::uint64_t before = twice->id();
  const std::vector<Expr> results = transform(NodeOrder(outputs, own_since), turned);
  CHECK(results == outputs);
  CHECK(sum->operands()[0]->operands()[1] == users);
  CHECK(users->operands()[0] == x);
  // Made anew, so that operands still come before their users.
  CHECK(twice->id() > before);
  CHECK(twice->id() > sum->id());
  CHECK(sum->id() > sum->operands()[0]->id());
  const std::uint64_t after = twice->id();
  transform(NodeOrder(outputs, own_since), [](const Expr& node) { return node; });
  CHECK(twice->id() == after);
}

TEST_CASE("transform infers the type of a node anew where those of its operands changed", "[graph]") {
  const auto widened = [](const Expr& node) { return node.name() == "x" ? input("wide", f32, {3}) : node; };
  const std::uint64_t own_since = GENERATE(NodeFactory::next_id(), static_cast<std::uint64_t>(-1));
  const Expr x = input("x", f32, {2}), sum = plus(scale(x, 2), x);
  const std::vector<Expr> outputs{scale(sum, 3)};
  CHECK(transform(NodeOrder(outputs, own_since), widened)[0].shape() == Shape{3});
}
