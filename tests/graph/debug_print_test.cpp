#include <nabla/graph/debug_print.hpp>

#include <sstream>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

Expr in(const char* name) { return input(name, f32, {Dim("batch"), 3}, Where{"model.cpp", 1}); }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a tree has the form of dprint: ids, branches, names in quotes", "[graph][debug_print]") {
  CHECK(debug_print({plus(named(plus(in("A"), in("B")), "C"), plus(in("D"), in("E")))}) ==
        R"(plus [id A]
 ├─ plus [id B] 'C'
 │  ├─ A [id C]
 │  └─ B [id D]
 └─ plus [id E]
    ├─ D [id F]
    └─ E [id G]
)");
}

TEST_CASE("what is met again is marked, leaves and what is below a second output too", "[graph][debug_print]") {
  const Expr x = in("x"), h = scale(x, 0.5, true), y = plus(h, x);
  CHECK(debug_print({minus(y, h), y}) ==
        R"(minus [id A]
 ├─ plus [id B]
 │  ├─ scale{factor = 0.5, twice} [id C]
 │  │  └─ x [id D]
 │  └─ x [id D]
 └─ scale{factor = 0.5, twice} [id C]
    └─ ···
plus [id B]
 └─ ···
)");
}

TEST_CASE("types and lines show on demand, leaves as what they hold", "[graph][debug_print]") {
  const Parameter W("W", Tensor::zeros(f32, {2}), Where{"model.cpp", 2});
  const Expr y = plus(W.expr(), named(constant(Tensor::ones(f32, {2}), Where{}), "it's"), Where{"src/model.cpp", 3});
  CHECK(debug_print({y, size_of(Dim("batch"), f32, Where{})}, {.types = true, .where = true}) ==
        R"(plus [id A] <f32[2]>  # model.cpp:3
 ├─ W [id B] <f32[2]>  # model.cpp:2
 └─ [1, 1] [id C] <f32[2]> 'it\'s'
size_of{dim = batch} [id D] <f32[]>
)");
}

TEST_CASE("what is too deep is a tree of its own behind, unless it is shown in another place", "[graph][debug_print]") {
  const Expr x = in("x"), a = scale(x, 1), b = scale(a, 2), c = scale(b, 3);
  CHECK(debug_print({c}, {.max_depth = 1}) ==
        R"(scale{factor = 3} [id A]
 └─ scale{factor = 2} [id B]
    └─ ···
scale{factor = 2} [id B]
 └─ scale{factor = 1} [id C]
    └─ ···
scale{factor = 1} [id C]
 └─ x [id D]
)");
  CHECK(debug_print({plus(b, a)}, {.max_depth = 2}) ==
        R"(plus [id A]
 ├─ scale{factor = 2} [id B]
 │  └─ scale{factor = 1} [id C]
 │     └─ ···
 └─ scale{factor = 1} [id C]
    └─ x [id D]
)");
}

TEST_CASE("a tree ends after so many lines, with what is not shown", "[graph][debug_print]") {
  const Expr x = in("x"), deep = scale(scale(scale(x, 1), 2), 3);
  CHECK(debug_print({deep}, {.max_lines = 2}) ==
        "scale{factor = 3} [id A]\n └─ scale{factor = 2} [id B]\n··· and 2 nodes more\n");
  CHECK(debug_print({deep}, {.max_lines = 3}).ends_with("··· and 1 node more\n"));
  CHECK(debug_print({deep}, {.max_lines = 4}).ends_with("x [id D]\n"));
  CHECK(debug_print({plus(x, x)}, {.max_lines = 2}).ends_with("x [id B]\n···\n"));
}

TEST_CASE("ids go on behind Z as in dprint", "[graph][debug_print]") {
  std::vector<Expr> leaves;
  for (int i = 0; i < 28; ++i) leaves.push_back(in("x"));
  const std::string text = debug_print({stack(leaves)});
  CHECK(count(text, "[id Z]") == 1);
  CHECK(text.ends_with(" ├─ x [id BA]\n ├─ x [id BB]\n └─ x [id BC]\n"));
}

TEST_CASE("names stay on their line, and nothing is no text", "[graph][debug_print]") {
  CHECK(debug_print({input("a\nb", f32, {})}) == "a\\nb [id A]\n");
  CHECK(debug_print(Exprs{}).empty());
  CHECK_THROWS_WITH(debug_print({Expr()}), "an output is an empty Expr: nothing was assigned to it");
}

TEST_CASE("shared nodes and 300,000 deep ones print in linear time on a small stack", "[graph][debug_print]") {
  CHECK(count(debug_print({doubled(in("x"), 60)}), "\n") == 180);  // a line an operand, and a mark for each repeated
  std::string text;
  on_small_stack([&] {
    Expr x = input("x", f32, {});
    for (int i = 1; i < 300'000; ++i) x = scale(x, 1);
    text = debug_print({x}, {.max_depth = 10});
  });
  CHECK(count(text, "scale{factor = 1} [id") == 299'999 + 29'999);
  CHECK(count(text, "x [id") == 1);
}
