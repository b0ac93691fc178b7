#include <nabla/graph/html.hpp>

#include <stdlib.h>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/parameter.hpp>
#include <nabla/graph/scope.hpp>

#include "catch.hpp"
#include "support/dot.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/temp_dir.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

bool has_graphviz() {
  static const bool found = system("dot -V 2>/dev/null") == 0;
  if (!found) WARN("Graphviz is not installed: no page is written");
  return found;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// x, then layers of a weight, a difference and a sum in scopes of their own, then a scale.
struct Model {
  explicit Model(int layers = 2) {
    Expr x = input("x", f32, {4}, Where{"src/model.cpp", 3});
    for (int i = 0; i < layers; ++i) {
      const Scope layer("encoder/layer" + std::to_string(i));
      const Parameter W("W" + std::to_string(i), Tensor::zeros(f32, {4}));
      const Expr difference = minus(x, W);
      x = plus(difference, W, Where{"src/model.cpp", 7});
      if (i == 0) x = hidden = named(x, "hidden");
    }
    y = minus(x, x);
    y = named(minus(y, x), "y");
    const Provenance of_hidden(hidden);
    gradient = named(scale(y, 2), "dy");
  }
  Expr hidden, y, gradient;
};

std::string page_of(const Exprs& outputs, const HtmlOptions& options = {}) {
  const TempDir folder;
  write_html(folder / "page.html", outputs, options);
  CHECK(folder.files() == 1);
  return read_file(folder / "page.html");
}

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names{"</script><script>window.evil = 1</script>",
                                              "<!-- <script>",
                                              "]]><svg onload=\"window.evil = 1\">",
                                              "<img src=x onerror=\"window.evil = 1\">",
                                              "\xE2\x80\xA8window.evil = 1\xE2\x80\xA9",
                                              "\" onmouseover=\"window.evil = 1",
                                              "&lt;b&gt; &amp;amp; &#60;b&#62;<b>bold</b>",
                                              "{{script}} {{data}}",
                                              "javascript:window.evil = 1",
                                              "\\u003cb\\u003e \\",
                                              "cut \xE2\x88 \xFF",
                                              "two\nlines\r\x01",
                                              "</title></style><b>"};
  return names;
}

Exprs hostile_graph() {
  Exprs outputs;
  for (const std::string& name : hostile_names()) {
    std::string scope = name;
    std::replace(scope.begin(), scope.end(), '/', '|');
    const Scope s(scope);
    outputs.push_back(named(scale(input(name, f32, {}), 2), name));
  }
  return outputs;
}

}  // namespace

TEST_CASE("a page holds each graph in full and folded at each depth", "[graph][html]") {
  if (!has_graphviz()) return;
  const Model model;
  const std::string page = page_of({model.y}, {.title = "two & layers", .views = {{"gradient", {model.gradient}}}});
  CHECK(has(page, "<title>two &amp; layers</title>"));
  for (const std::string layout : {"v0d1", "v0d2", "v0dall", "v1d1", "v1d2", "v1dall"})
    CHECK(count(page, "<div id=\"" + layout + "\" hidden><svg ") == 1);
  CHECK(count(page, "<svg ") == 6);
  CHECK(count(page, "</svg>") == 6);
  CHECK(count(page, R"({"name":"hidden","op":"plus")") == 2);
}

TEST_CASE("a page knows what each node is and what it is made of", "[graph][html]") {
  if (!has_graphviz()) return;
  const Expr x = input("x", f32, {Dim("batch"), 3}, Where{"src/model.cpp", 3});
  const Expr y = scale(x, 2, true, Where{"src/model.cpp", 4});
  const std::string page = page_of({minus(y, x, Where{"src/model.cpp", 5})},
                                   {.symbol_size = 10, .notes = {{y, {"slow", 1.5}}}, .heat = "ms"});
  CHECK(has(page, R"({"name":"x","op":"input","attrs":"","type":"f32[batch, 3]","where":"model.cpp:3","frame":0,)"
                  R"("operands":[],"bytes":120},)"));
  CHECK(has(page, R"("op":"scale","attrs":"factor = 2, twice","type":"f32[batch, 3]","where":"model.cpp:4","frame":0,)"
                  R"("operands":[0],"bytes":120,"note":"slow","value":1.5},)"));
  CHECK(has(page, R"("op":"minus","attrs":"","type":"f32[batch, 3]","where":"model.cpp:5","frame":0,)"
                  R"("operands":[1,0],"bytes":120,"output":true})"));
  CHECK(has(page, R"({"heat":"ms","views":[{"name":"forward",)"));
}

TEST_CASE("a gradient node knows where its forward node is", "[graph][html]") {
  if (!has_graphviz()) return;
  const Model model;
  CHECK(has(page_of({model.gradient}), R"("gradient":true,"origin":[0,3],"output":true})"));
  const Expr x = input("x", f32, {});
  const Expr y = scale(x, 2);
  const Provenance of_y(y);
  CHECK(has(page_of({y}, {.views = {{"gradient", {scale(x, 3)}}}}), R"("gradient":true,"origin":[0,1])"));
  CHECK(has(page_of({scale(x, 3)}), R"("gradient":true,"output":true})"));
}

TEST_CASE("no text of a graph is markup or script in its page", "[graph][html]") {
  if (!has_graphviz()) return;
  const Exprs outputs = hostile_graph();
  for (const std::string& name : hostile_names()) {
    const std::string page = page_of(
        outputs,
        {.title = name, .name = name, .views = {{name, {outputs[0]}}}, .notes = {{outputs[0], {name}}}, .heat = name});
    CHECK(count(page, "<script") == 2);
    CHECK(count(page, "</script") == 2);
    CHECK(!has(page, "<b>"));
    CHECK(!has(page, "<img"));
    CHECK(!has(page, "<svg onload"));
    CHECK(!has(page, "</title></style>"));
    CHECK(count(page, "class=\"node\"") == 26 + 13 + 2 + 1);
    CHECK(count(page, "class=\"edge\"") == 13 + 1);
  }
}

TEST_CASE("text is escaped for HTML and for JSON in a script", "[graph][html]") {
  using namespace std::string_literals;
  CHECK(html_escaped("a <b> & \"c\" 'd'\x01\xFF") == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\xEF\xBF\xBD");
  CHECK(json_quoted("</script><!-- & \"\\\n\0\x7F"s) ==
        R"("\u003c/script\u003e\u003c!-- \u0026 \"\\\u000a\u0000\u007f")");
  CHECK(json_quoted("\xE2\x80\xA8\xE2\x80\xA9\xE2\x88\x87\xFF") == "\"\\u2028\\u2029\xE2\x88\x87\xEF\xBF\xBD\"");
}

TEST_CASE("a page that cannot be written is an error with path and reason, and leaves nothing", "[graph][html]") {
  const TempDir folder;
  const std::string path = folder / "missing/page.html";
  CHECK(message_of([&] { write_html(path, {}); }) ==
        "write_html: cannot write \"" + path + "\": No such file or directory");
  if (!has_graphviz()) return;
  CHECK(message_of([&] {
          write_html(folder / "page.html", {Model().y}, {.seconds = 0});
        }).starts_with("write_html: \"dot\" was stopped after 0 seconds"));
  CHECK(folder.files() == 0);
}

TEST_CASE("the pages that explorer_test.py opens", "[.explorer-page][render]") {
  const char* const folder = getenv("NABLA_TEST_PAGES");
  REQUIRE(folder);
  const Model model;
  write_html(std::string(folder) + "/model.html", {model.y},
             {.title = "A model",
              .views = {{"gradient", {model.gradient}}},
              .notes = {{model.hidden, {"a <b>note</b>", 3}}, {model.y, {"", 1}}}});
  const Exprs hostile = hostile_graph();
  write_html(std::string(folder) + "/hostile.html", hostile, {.title = hostile_names()[0]});
  const Model large(667);
  write_html(std::string(folder) + "/large.html", {large.y}, {.seconds = 300});
}
