#include <nabla/graph/dag.hpp>

#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/topological_sort.hpp>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// (operand, slot) of each out-edge, in order.
std::vector<std::pair<Expr, std::uint32_t>> uses(const Dag& dag, const Expr& x) {
  std::vector<std::pair<Expr, std::uint32_t>> list;
  const auto [begin, end] = out_edges(vertex_of(dag, x), dag);
  for (auto e = begin; e != end; ++e) list.emplace_back(dag[target(*e, dag)], dag[*e].index);
  return list;
}
using Uses = std::vector<std::pair<Expr, std::uint32_t>>;

/// The names and operations in the order of the schedule, as one text.
std::string schedule(const Dag& dag) {
  std::string text;
  for (const Vertex v : operands_first(dag))
    text += (dag[v].name().empty() ? std::string(dag[v]->op().name()) : dag[v].name()) + " ";
  return text;
}

}  // namespace

TEST_CASE("a frozen graph has a vertex a node and an edge an operand", "[graph][dag]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const Expr z = plus(minus(x, y), scale(x, 2));
  const Dag dag = freeze(Exprs{z});
  CHECK(num_vertices(dag) == 5);
  CHECK(num_edges(dag) == 5);
  CHECK(dag[vertex_of(dag, z)] == z);
  CHECK(contains(dag, x));
  CHECK(!contains(dag, scale(x, 2)));
  CHECK(vertex_of(dag, input("x", f32, {})) == VertexIndex::none);
  CHECK(info(dag).outputs == std::vector<Expr>{z});
}

TEST_CASE("edges know which operand they are", "[graph][dag]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const Expr xy = minus(x, y), yx = minus(y, x), xx = plus(x, x);
  const Dag dag = freeze(Exprs{xy, yx, xx});
  CHECK(uses(dag, xy) == Uses{{x, 0}, {y, 1}});
  CHECK(uses(dag, yx) == Uses{{y, 0}, {x, 1}});
  CHECK(uses(dag, xx) == Uses{{x, 0}, {x, 1}});
  CHECK(out_degree(vertex_of(dag, xx), dag) == 2);
  CHECK(in_degree(vertex_of(dag, x), dag) == 4);
  CHECK(degree(vertex_of(dag, x), dag) == 4);
  CHECK(degree(vertex_of(dag, xx), dag) == 2);
}

TEST_CASE("in-edges are the uses of a node", "[graph][dag]") {
  const Expr x = input("x", f32, {});
  const Expr y = minus(x, scale(x, 2));
  const Dag dag = freeze(Exprs{y});
  std::vector<Expr> users;
  const auto [begin, end] = in_edges(vertex_of(dag, x), dag);
  for (auto e = begin; e != end; ++e) users.push_back(dag[source(*e, dag)]);
  CHECK(users.size() == 2);
  CHECK(std::count(users.begin(), users.end(), y) == 1);
}

TEST_CASE("operands come before their users", "[graph][dag]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const Expr a = named(minus(x, y), "a"), b = named(scale(a, 2), "b"), c = named(plus(a, b), "c");
  const Dag dag = freeze(Exprs{c, a});
  CHECK(schedule(dag) == "x y a b c ");
  std::vector<std::size_t> position(num_vertices(dag));
  const std::vector<Vertex> order = operands_first(dag);
  for (std::size_t i = 0; i < order.size(); ++i) position[order[i]] = i;
  for (const Vertex v : order)
    for (const Expr& operand : dag[v]->operands()) CHECK(position[vertex_of(dag, operand)] < position[v]);
}

TEST_CASE("the order depends on the graph alone, not on when its nodes were made", "[graph][dag]") {
  const auto build = [](bool other_way) {
    const Expr x = other_way ? Expr() : input("x", f32, {});
    const Expr y = input("y", f32, {});
    const Expr x2 = x ? x : input("x", f32, {});
    const Expr right = other_way ? named(scale(y, 2), "right") : Expr();
    const Expr left = named(scale(x2, 3), "left");
    return schedule(freeze(Exprs{minus(left, right ? right : named(scale(y, 2), "right"))}));
  };
  CHECK(build(false) == build(true));
  CHECK(build(false) == "x left y right minus ");
}

TEST_CASE("no outputs make an empty graph, the same output twice one vertex", "[graph][dag]") {
  CHECK(num_vertices(freeze(Exprs{})) == 0);
  CHECK(operands_first(freeze(Exprs{})).empty());
  const Expr x = input("x", f32, {});
  const Dag dag = freeze(Exprs{x, x});
  CHECK(num_vertices(dag) == 1);
  CHECK(info(dag).outputs.size() == 2);
}

TEST_CASE("an empty Expr is no output", "[graph][dag]") {
  CHECK(message_of([] { freeze(Exprs{Expr()}); }) == "an output is an empty Expr: nothing was assigned to it");
}

TEST_CASE("a Dag keeps its nodes alive, and copies and moves", "[graph][dag]") {
  Dag dag = freeze(Exprs{scale(input("x", f32, {}), 2)});
  const Dag copy = dag;
  const Dag moved = std::move(dag);
  CHECK(schedule(copy) == "x scale ");
  CHECK(schedule(moved) == "x scale ");
}

TEST_CASE("Boost.Graph's algorithms run on a Dag, either way round", "[graph][dag]") {
  const Expr x = input("x", f32, {});
  const Dag dag = freeze(Exprs{plus(scale(x, 2), x)});
  std::vector<Vertex> order;
  const auto reversed = boost::make_reverse_graph(dag);
  boost::topological_sort(reversed, std::back_inserter(order));
  CHECK(order.size() == 3);
  CHECK(order.back() == vertex_of(dag, x));
}

TEST_CASE("the index finds ids however they lie", "[graph][dag]") {
  VertexIndex index;
  CHECK(index.find(5) == VertexIndex::none);
  for (std::uint32_t i = 0; i < 10000; ++i) CHECK(index.insert(std::uint64_t{i} << 20 | 1U, i) == i);
  CHECK(index.insert(1, 77) == 0);
  for (std::uint32_t i = 0; i < 10000; ++i) CHECK(index.find(std::uint64_t{i} << 20 | 1U) == i);
  CHECK(index.find(3) == VertexIndex::none);
}

TEST_CASE("a chain of a million nodes is frozen and sorted on a small stack", "[graph][dag]") {
  std::size_t sorted = 0;
  on_small_stack([&] {
    Expr x = input("x", f32, {});
    for (int i = 1; i < 1'000'000; ++i) x = scale(x, 1);
    const Dag dag = freeze(Exprs{x});
    sorted = operands_first(dag).size();
  });
  CHECK(sorted == 1'000'000);
}

TEST_CASE("sixty diamonds are frozen once each", "[graph][dag]") {
  const Dag dag = freeze(Exprs{doubled(input("x", f32, {}), 60)});
  CHECK(num_vertices(dag) == 61);
  CHECK(num_edges(dag) == 120);
}
