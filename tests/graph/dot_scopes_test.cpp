// Pictures of graphs with scopes: frames, folding, and what else a large picture needs.

#include <algorithm>
#include <sstream>

#include <nabla/graph/dot.hpp>
#include <nabla/graph/excerpt.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/scope.hpp>

#include "catch.hpp"
#include "support/dot.hpp"
#include "support/small_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// "n0->n1 n1->n2", sorted.
std::string arrows(const std::string& dot) {
  std::vector<std::string> found;
  std::istringstream in(dot);
  for (std::string line; std::getline(in, line);)
    if (line.find("->") < 12) found.push_back(line.substr(0, line.find(' ')));
  std::sort(found.begin(), found.end());
  std::string text;
  for (const std::string& arrow : found) text += (text.empty() ? "" : " ") + arrow;
  return text;
}

/// x -> encoder/layer0 -> encoder/layer1 -> ..., three nodes a layer: a weight, a product, a sum.
Expr encoder(int layers) {
  Expr x = input("x", f32, {4});
  const Scope encoder("encoder");
  for (int i = 0; i < layers; ++i) {
    const Scope layer("layer" + std::to_string(i));
    const Parameter W("W" + std::to_string(i), Tensor::zeros(f32, {4}));
    x = plus(minus(x, W), W);
  }
  return x;
}

}  // namespace

TEST_CASE("scopes are frames within frames", "[graph][dot][scope]") {
  const std::string dot = dot_of({encoder(2)});
  CHECK(has(dot, R"(subgraph cluster_1 { label="encoder"; style=rounded; color="#808080"; penwidth=1;)"
                 R"(subgraph cluster_2 { label="layer0"; style=rounded; color="#808080"; penwidth=1; n1; n2; n3; })"));
  CHECK(has(dot, R"(subgraph cluster_3 { label="layer1"; style=rounded; color="#808080"; penwidth=1; n4; n5; n6; })"));
  CHECK(has(dot, ", in encoder/layer1\""));
  CHECK(!has(dot_of({encoder(2)}, {.frame_scopes = false}), "subgraph"));
}

TEST_CASE("the gradient's nodes are framed by their scopes once more", "[graph][dot][scope]") {
  const Expr y = encoder(1);
  Expr dy;
  {
    const Provenance of_y(y);
    dy = scale(y, 2);
  }
  const std::string dot = dot_of({dy});
  CHECK(has(dot, R"(subgraph cluster_gradient { label="gradient"; style="rounded,dashed"; color="#CC79A7"; )"
                 R"(penwidth=1.5;subgraph cluster_4 { label="encoder")"));
  CHECK(has(dot, R"(subgraph cluster_5 { label="layer0"; style=rounded; color="#808080"; penwidth=1; n4; })"));
}

TEST_CASE("scopes are folded by depth or by path", "[graph][dot][scope]") {
  const std::string outer = dot_of({encoder(2)}, {.fold_depth = 1});
  CHECK(has(outer, R"(f1 [label="encoder\n6 nodes", shape=box3d, fillcolor="#D5E8D4", peripheries=2)"));
  CHECK(arrows(outer) == "n0->f1");
  CHECK(!has(outer, "subgraph"));
  const std::string inner = dot_of({encoder(3)}, {.fold_depth = 2});
  CHECK(has(inner, R"(label="encoder"; style=rounded; color="#808080"; penwidth=1; f2; f3; f4; })"));
  CHECK(arrows(inner) == "f2->f3 f3->f4 n0->f2");
  const std::string one = dot_of({encoder(2)}, {.fold = {"encoder/layer0"}});
  CHECK(has(one, R"(f2 [label="layer0\n3 nodes")"));
  CHECK(arrows(one) == "f2->n5 n0->f2 n4->n5 n4->n6 n5->n6");
}

TEST_CASE("an arrow into a folded scope for each value, and each way", "[graph][dot][scope]") {
  const Expr x = input("x", f32, {}), z = input("z", f32, {});
  Expr y;
  {
    const Scope s("s");
    y = plus(minus(x, z), plus(x, z));
  }
  CHECK(arrows(dot_of({minus(y, y)}, {.fold_depth = 1})) == "f1->n5 f1->n5 n0->f1 n1->f1");
  const Expr out = scale(y, 2);
  Expr back;
  {
    const Scope s("s");
    back = scale(out, 3);
  }
  CHECK(arrows(dot_of({back}, {.fold_depth = 1})) == "f1->n5 n0->f1 n1->f1 n5->f1");
}

TEST_CASE("scopes that are built alike fold to one, with their number", "[graph][dot][scope]") {
  const std::string dot = dot_of({encoder(12)}, {.fold_repeats = true});
  CHECK(has(dot, R"(f2 [label="layer0 ... layer11\n12 alike, 36 nodes")"));
  CHECK(arrows(dot) == "f2->f2 n0->f2");
  CHECK(!has(dot_of({encoder(1)}, {.fold_repeats = true}), "f2"));

  Expr x = input("x", f32, {4});
  for (const double factor : {2., 2., 3.}) {
    const Scope layer("layer" + std::to_string(x->id()));
    x = scale(x, factor);
  }
  CHECK(arrows(dot_of({x}, {.fold_repeats = true})) == "f1->f1 f1->n3 n0->f1");
}

TEST_CASE("a scope's name may hold anything", "[graph][dot][scope]") {
  Expr x = input("x", f32, {});
  {
    const Scope s("a\"];\n} <b>\\");
    x = scale(x, 2);
  }
  CHECK(has(dot_of({x}), R"(subgraph cluster_1 { label="a\"];\n} <b>\\";)"));
  CHECK(has(dot_of({x}, {.fold_depth = 1}), R"(f1 [label="a\"];\n} <b>\\\n1 node")"));
}

TEST_CASE("dotted arrows link gradient nodes to what they come from", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 2);
  Expr dy;
  {
    const Provenance of_y(y);
    dy = scale(x, 2);
  }
  CHECK(has(dot_of({dy, y}, {.link_gradient = true}), "n2->n1 [style=dotted, color=\"#CC79A7\", constraint=false"));
  CHECK(arrows(dot_of({dy, y}, {.link_gradient = true})) == "n0->n1 n0->n2 n2->n1");
  CHECK(arrows(dot_of({dy, y})) == "n0->n1 n0->n2");
  CHECK(arrows(dot_of({dy}, {.link_gradient = true})) == "n0->n1");
}

TEST_CASE("a gradient drawn beside its graph has its arrows laid out the other way", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 2);
  Expr dy;
  {
    const Provenance of_y(y);
    dy = minus(scale(y, 2), x);
  }
  CHECK(arrows(dot_of({dy})) == "n0->n1 n0->n3 n1->n2 n2->n3");
  const std::string dot = dot_of({dy}, {.gradient_beside = true});
  CHECK(arrows(dot) == "n0->n1 n0->n3 n1->n2 n3->n2");
  CHECK(has(dot, "n3->n2 [label=\" 0\", dir=back];"));
  CHECK(!has(dot_of({plus(dy, x)}, {.gradient_beside = true}), "dir=back"));
}

TEST_CASE("arrows are wider where more bytes flow", "[graph][dot]") {
  const auto width = [](const Shape& shape, std::int64_t symbol_size = 32) {
    const std::string dot =
        dot_of({scale(input("x", f32, shape), 2)}, {.width_by_bytes = true, .symbol_size = symbol_size});
    const std::size_t at = dot.find("n0->n1 [penwidth=") + 17;
    return dot.substr(at, dot.find(']', at) - at);
  };
  CHECK(width({}) == "0.6");
  CHECK(width({512, 512}) == "3.7");
  CHECK(width({1 << 14, 1 << 14}) == "5.9");
  CHECK(width({Dim("batch"), 16}) == "1.7");
  CHECK(width({Dim("batch"), 16}, 1) == "0.6");
}

TEST_CASE("a part of a graph is drawn, with what is cut off marked", "[graph][dot]") {
  Expr x = input("x", f32, {});
  const Expr first = scale(x, 1);
  const Expr second = scale(first, 2), third = scale(second, 3), fourth = scale(third, 4);
  const std::string dot = dot_of({fourth}, {.only = neighbourhood({fourth}, second, 1)});
  CHECK(arrows(dot) == "n1->n2 n2->n3");
  CHECK(has(dot, R"(fillcolor="#F2F2F2", style="filled,dashed", tooltip="scale(x, factor = 1))"));
  CHECK(has(dot, R"(fillcolor="#F2F2F2", tooltip="scale(scale(x, factor = 1), factor = 2))"));
}

TEST_CASE("notes stand in tooltips, and their heat colours nodes", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 1), z = scale(y, 2);
  const std::string dot = dot_of({z}, {.notes = {{x, {"2 us", 2}}, {y, {"30 \"us\"", 12}}, {z, {"no time"}}}});
  CHECK(has(dot, R"(n0 [label="x\nf32[]", shape=box, fillcolor="#FFF7BC")"));
  CHECK(has(dot, R"(\n2 us"])"));
  CHECK(has(dot, R"(n1 [label="scale(factor = 1)\nf32[]", shape=ellipse, fillcolor="#EC7014")"));
  CHECK(has(dot, R"(\n30 \"us\""])"));
  CHECK(has(dot, R"(n2 [label="scale(factor = 2)\nf32[]", shape=ellipse, fillcolor="#F2F2F2")"));
  CHECK(has(dot, R"(\nno time"])"));
}
