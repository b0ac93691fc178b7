#include <nabla/graph/dot.hpp>

#include <stdio.h>

#include <algorithm>
#include <sstream>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/parameter.hpp>

#include "catch.hpp"
#include "support/dot.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/small_stack.hpp"
#include "support/temp_dir.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// The line that describes a vertex.
std::string vertex(const std::string& dot, const std::string& id) {
  const std::size_t begin = dot.find("\n" + id + " [") + 1;
  return dot.substr(begin, dot.find('\n', begin) - begin);
}
/// All edges, "n0->n2" and what is said of them.
std::vector<std::string> edges(const std::string& dot) {
  std::vector<std::string> found;
  std::istringstream in(dot);
  for (std::string line; std::getline(in, line);)
    if (line.find("->") < 12) found.push_back(line);
  std::sort(found.begin(), found.end());
  return found;
}

bool has_graphviz() {
  static const bool found = system("dot -V 2>/dev/null") == 0;
  if (!found) WARN("Graphviz is not installed: not tested that it reads the graphs");
  return found;
}

/// What `dot` makes of a file, and what it complains about.
std::string run_dot(const std::string& format, const std::string& path) {
  FILE* const pipe = popen(("dot -T" + format + " '" + path + "' 2>&1").c_str(), "r");
  std::string text;
  for (int c = 0; (c = fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  if (pclose(pipe) != 0) text += "(dot failed)";
  return text;
}

/// What dot found in the file: "n0 n1 n2 n0->n2 n1->n2", or its complaint.
std::string read_by_dot(const std::string& path) {
  std::istringstream in(run_dot("plain", path));
  std::vector<std::string> ids, arrows;
  for (std::string line, more; std::getline(in, line);) {
    while (line.ends_with('\\') && std::getline(in, more)) line += more;  // dot breaks long lines so
    std::istringstream words(line);
    std::string kind, a, b;
    words >> kind >> a >> b;
    if (kind == "node")
      ids.push_back(a);
    else if (kind == "edge")
      arrows.push_back(a + "->" + b);
    else if (kind != "graph" && kind != "stop")
      return line;
  }
  std::sort(ids.begin(), ids.end());
  std::sort(arrows.begin(), arrows.end());
  std::string text;
  for (const std::string& id : ids) text += id + " ";
  for (const std::string& arrow : arrows) text += arrow + " ";
  return text;
}

/// Text as it stands in XML.
std::string as_xml(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else if (c == '-')
      result += "&#45;";
    else if (c == '\'')
      result += "&#39;";
    else
      result += c;
  }
  return result;
}

const Dim batch{"batch"};

}  // namespace

TEST_CASE("operations are ellipses, leaves are boxes in colours of their own", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Parameter W("W", Tensor(2.0F));
  const std::string dot = dot_of({plus(plus(x, W), plus(constant(Tensor(0.5F)), size_of(batch, f32)))});
  CHECK(has(vertex(dot, "n0"), R"(n0 [label="x\nf32[]", shape=box, fillcolor="#56B4E9", tooltip=)"));
  CHECK(has(vertex(dot, "n1"), R"(n1 [label="W\nf32[]", shape=box, fillcolor="#E69F00", tooltip=)"));
  CHECK(has(vertex(dot, "n2"), R"(n2 [label="plus\nf32[]", shape=ellipse, fillcolor="#F2F2F2", tooltip=)"));
  CHECK(has(vertex(dot, "n3"), R"(n3 [label="0.5\nf32[]", shape=box, fillcolor="#F0E442", tooltip=)"));
  CHECK(has(vertex(dot, "n4"), R"(n4 [label="batch\nf32[]", shape=box, fillcolor="#F0E442", tooltip=)"));
}

TEST_CASE("outputs have a double outline", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 2);
  CHECK(has(vertex(dot_of({y}), "n1"), "peripheries=2"));
  CHECK(!has(vertex(dot_of({y}), "n0"), "peripheries"));
  CHECK(has(vertex(dot_of({y, x}), "n0"), "peripheries=2"));
}

TEST_CASE("labels show name, operation and attributes", "[graph][dot]") {
  const Expr x = input("x", f32, {batch, 3});
  CHECK(has(dot_of({scale(x, 0.5)}), R"(label="scale(factor = 0.5)\nf32[batch, 3]")"));
  CHECK(has(dot_of({named(scale(x, 2, true), "y")}), R"(label="y = scale(factor = 2, twice)\nf32[batch, 3]")"));
  CHECK(has(dot_of({named(constant(Tensor(0.1F)), "rate")}), R"(label="rate = 0.1\nf32[]")"));
  CHECK(has(dot_of({constant(Tensor::ones(f32, {100}))}), R"(label="[1, 1, 1, ... 100 entries]\nf32[100]")"));
}

TEST_CASE("tooltips show the formula and the user's line", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  CHECK(has(dot_of({scale(x, 2, true, Where{"src/model.cpp", 41})}),
            R"(tooltip="scale(x, factor = 2, twice) : f32[]\nscale, model.cpp:41")"));
}

TEST_CASE("types stand on nodes, on edges or nowhere", "[graph][dot]") {
  const Expr y = scale(input("x", f32, {batch, 3}), 2);
  const std::string nodes = dot_of({y});
  CHECK(has(nodes, R"(label="x\nf32[batch, 3]")"));
  CHECK(has(nodes, "n0->n1 ;"));
  const std::string on_edges = dot_of({y}, {.types = DotTypes::edges});
  CHECK(has(on_edges, R"(label="x", )"));
  CHECK(has(on_edges, R"(n0->n1 [label=" f32[batch, 3]"];)"));
  CHECK(has(dot_of({minus(y, input("z", f32, {batch, 3}))}, {.types = DotTypes::edges}),
            R"([label=" 1: f32[batch, 3]"];)"));
  const std::string none = dot_of({y}, {.types = DotTypes::none});
  CHECK(has(none, R"(label="x", )"));
  CHECK(has(none, "n0->n1 ;"));
}

TEST_CASE("operands are numbered where their order matters", "[graph][dot]") {
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  CHECK(edges(dot_of({minus(x, y)})) == std::vector<std::string>{R"(n0->n2 [label=" 0"];)", R"(n1->n2 [label=" 1"];)"});
  CHECK(edges(dot_of({y, minus(x, y)})) ==
        std::vector<std::string>{R"(n0->n2 [label=" 1"];)", R"(n1->n2 [label=" 0"];)"});
  CHECK(edges(dot_of({plus(x, y)})) == std::vector<std::string>{"n0->n2 ;", "n1->n2 ;"});
  CHECK(edges(dot_of({minus(x, x)})) == std::vector<std::string>{"n0->n1 ;", "n0->n1 ;"});
}

TEST_CASE("gradient nodes stand in a frame of their own", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 2);
  Expr dy;
  {
    const Provenance of_y(y);
    dy = scale(y, 2);
  }
  CHECK(has(dot_of({dy}), R"(subgraph cluster_gradient { label="gradient")"));
  CHECK(has(dot_of({dy}), "penwidth=1.5; n2; }"));
  CHECK(has(vertex(dot_of({dy}), "n2"), R"(fillcolor="#F0D3E3")"));
  CHECK(!has(dot_of({dy}, {.frame_gradient = false}), "cluster"));
  CHECK(!has(dot_of({y}), "cluster"));
}

TEST_CASE("a legend, a title and a direction on demand", "[graph][dot]") {
  const Expr x = input("x", f32, {});
  CHECK(!has(dot_of({x}), "legend"));
  const std::string dot = dot_of({x}, {.direction = DotDirection::right, .title = "my \"net\"", .legend = true});
  for (const std::string kind : {"input", "parameter", "constant", "operation", "gradient", "output"})
    CHECK(has(dot, "legend_" + kind + " [label=\"" + kind + "\""));
  CHECK(has(dot, R"(label="my \"net\"")"));
  CHECK(has(dot, "rankdir=LR"));
  CHECK(has(dot_of({x}), "rankdir=TB"));
  CHECK(has(dot_of({x}, {.direction = DotDirection::up}), "rankdir=BT"));
  CHECK(has(dot_of({x}, {.direction = DotDirection::left}), "rankdir=RL"));
}

TEST_CASE("the same graph is drawn the same, whenever it was made", "[graph][dot]") {
  const auto draw = [] {
    const Expr x = input("x", f32, {}, Where{"a.cpp", 1});
    return dot_of({minus(scale(x, 2, false, Where{"a.cpp", 2}), x, Where{"a.cpp", 3})});
  };
  const std::string before = draw();
  const Expr other = doubled(input("z", f32, {}), 100);
  CHECK(draw() == before);
}

TEST_CASE("no outputs draw an empty graph", "[graph][dot]") {
  TempDir folder;
  write_dot(folder / "empty.dot", {});
  if (has_graphviz()) CHECK(read_by_dot(folder / "empty.dot").empty());
}

TEST_CASE("dot reads a graph with the right nodes and edges", "[graph][dot]") {
  if (!has_graphviz()) return;
  TempDir folder;
  const Expr x = input("x", f32, {}), y = input("y", f32, {});
  const std::vector<Expr> outputs{minus(x, y), plus(x, x)};
  write_dot(folder / "a.dot", outputs);
  CHECK(read_by_dot(folder / "a.dot") == "n0 n1 n2 n3 n0->n2 n0->n3 n0->n3 n1->n2 ");
  write_dot(folder / "b.dot", outputs, {.types = DotTypes::edges, .direction = DotDirection::left, .title = "b"});
  CHECK(read_by_dot(folder / "b.dot") == "n0 n1 n2 n3 n0->n2 n0->n3 n0->n3 n1->n2 ");
}

TEST_CASE("dot shows any name just as it is", "[graph][dot]") {
  if (!has_graphviz()) return;
  TempDir folder;
  const std::vector<std::string> names{"plain",
                                       "a \"quoted\" b",
                                       "[x]",
                                       "a\\\"b]; evil [x=\"1",
                                       "<b>bold</b>",
                                       "<<TABLE>>",
                                       "a&b",
                                       "&lt;",
                                       "&#60;x",
                                       "n1:port",
                                       "a;b}{c",
                                       "//comment",
                                       "/* comment",
                                       "#x",
                                       "\\N",
                                       "\\",
                                       "ends in \\",
                                       "\\\\\"",
                                       "a->n1",
                                       "\xE2\x88\x87L",
                                       "{a|b}",
                                       "dloss/dW1",
                                       "\xF0\x9F\x98\x80",
                                       "\xC3\xA4\xC3\xB6",
                                       "digraph",
                                       "'single'",
                                       "%s%n",
                                       "$(touch x)`y`",
                                       "a, b = c",
                                       "javascript:alert(1)"};
  for (const std::string& name : names) {
    INFO(name);
    write_dot(folder / "x.dot", {scale(input(name, f32, {}), 2)}, {.types = DotTypes::none, .title = name});
    CHECK(read_by_dot(folder / "x.dot") == "n0 n1 n0->n1 ");
    CHECK(has(run_dot("svg", folder / "x.dot"), ">" + as_xml(name) + "</text>"));
  }
}

TEST_CASE("dot reads names with control characters, no UTF-8 or no end", "[graph][dot]") {
  if (!has_graphviz()) return;
  TempDir folder;
  using namespace std::string_literals;
  for (const std::string& name : {"two\nlines"s, "nul\0inside"s, "\x01\x1B[31m"s, "\xFF\xFE"s, "cut \xE2\x88"s,
                                  "\xEF\xBF\xBF"s, std::string(100000, '"'), std::string(20000, '\xFF')}) {
    write_dot(folder / "x.dot", {scale(input(name, f32, {}), 2)}, {.title = name, .legend = false});
    CHECK(read_by_dot(folder / "x.dot") == "n0 n1 n0->n1 ");
  }
}

TEST_CASE("a file that cannot be written is an error with path and reason", "[graph][dot]") {
  TempDir folder;
  const std::string path = folder / "missing/x.dot";
  CHECK(message_of([&] { write_dot(path, {input("x", f32, {})}); }) ==
        "write_dot: cannot write \"" + path + "\": No such file or directory");
  CHECK(message_of([&] { write_dot(folder.path(), {}); }) ==
        "write_dot: cannot write \"" + folder.path() + "\": Is a directory");
  CHECK(message_of([] { write_dot("/dev/full", {input("x", f32, {})}); }) ==
        "write_dot: cannot write \"/dev/full\": No space left on device");
}

TEST_CASE("a deep graph is drawn in linear time, without recursion", "[graph][dot]") {
  std::size_t lines = 0;
  on_small_stack([&] {
    Expr x = input("x", f32, {});
    for (int i = 1; i < 100'000; ++i) x = scale(x, 1);
    const std::string dot = dot_of({x});
    lines = static_cast<std::size_t>(std::count(dot.begin(), dot.end(), '\n'));
  });
  CHECK(lines > 200'000);
}
