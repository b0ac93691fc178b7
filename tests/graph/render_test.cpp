#include <nabla/graph/render.hpp>

#include <sys/stat.h>

#include <chrono>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"
#include "support/temp_dir.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// Another PATH while this lives.
class Path {
 public:
  explicit Path(const std::string& path) : before_(getenv("PATH") ? getenv("PATH") : "") {
    setenv("PATH", path.c_str(), 1);
  }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

/// A program called dot that does as the script says, first in PATH.
class FakeDot {
 public:
  explicit FakeDot(const std::string& script) : path_(folder_.path() + ":" + getenv("PATH")) {
    write_file(folder_ / "dot", "#!/bin/sh\n" + script + "\n");
    chmod((folder_ / "dot").c_str(), 0755);
  }

 private:
  TempDir folder_;
  Path path_;
};

Exprs example() {
  const Expr x = input("x", f32, {Dim("batch"), 3});
  return {minus(scale(x, 2), x)};
}

bool has_graphviz() {
  static const bool found = system("dot -V 2>/dev/null") == 0;
  if (!found) WARN("Graphviz is not installed: nothing is drawn");
  return found;
}

}  // namespace

TEST_CASE("a graph is drawn as SVG, PNG or PDF, and leaves no other file", "[graph][render]") {
  if (!has_graphviz()) return;
  TempDir folder;
  render(folder / "model.svg", example());
  render(folder / "model.png", example());
  render(folder / "model.pdf", example(), {.legend = true});
  CHECK(read_file(folder / "model.svg").find("</svg>") != std::string::npos);
  CHECK(read_file(folder / "model.png").starts_with("\x89PNG"));
  CHECK(read_file(folder / "model.pdf").starts_with("%PDF"));
  CHECK(folder.files() == 3);
}

TEST_CASE("drawing leaves the .dot that the user wrote", "[graph][render]") {
  if (!has_graphviz()) return;
  TempDir folder;
  write_file(folder / "model.dot", "mine");
  render(folder / "model.svg", example());
  CHECK(read_file(folder / "model.dot") == "mine");
}

TEST_CASE("a path may hold blanks and quotes, or begin like an option", "[graph][render]") {
  if (!has_graphviz()) return;
  TempDir folder;
  const std::string path = folder / "-T my 'graph' $x.svg";
  render(path, example());
  CHECK(read_file(path).find("</svg>") != std::string::npos);
  CHECK(folder.files() == 1);
}

TEST_CASE("another extension is an error that lists the three", "[graph][render]") {
  TempDir folder;
  CHECK(message_of([] { render("model.jpg", {}); }) == "render: \"model.jpg\" does not end in .svg, .png or .pdf");
  CHECK_THROWS_AS(render("svg", {}), Error);
  CHECK_THROWS_AS(render("", {}), Error);
  CHECK_THROWS_AS(render(folder / "missing/model.svg", example()), Error);
}

TEST_CASE("without Graphviz the .dot is kept and the package named", "[graph][render]") {
  TempDir folder;
  const std::string message = [&] {
    const Path path(folder.path());
    return message_of([&] { render(folder / "model.svg", example()); });
  }();
  CHECK(message ==
        "render: the program \"dot\" was not found: install Graphviz (Debian: apt-get install graphviz); "
        "the graph is in " +
            (folder / "model.dot"));
  CHECK(read_file(folder / "model.dot").starts_with("digraph G {"));
  CHECK(folder.files() == 1);
}

TEST_CASE("a dot that takes too long is stopped", "[graph][render]") {
  TempDir folder;
  const FakeDot dot("exec sleep 30");
  const auto begin = std::chrono::steady_clock::now();
  const std::string message = message_of([&] { render(folder / "model.png", example(), {}, 0.25); });
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(message ==
        "render: \"dot\" was stopped after 0.25 seconds: draw fewer outputs, give a longer limit, or try "
        "\"sfdp -Tpng\", which is made for large graphs; the graph is in " +
            (folder / "model.dot"));
  CHECK(read_file(folder / "model.dot").starts_with("digraph G {"));
  CHECK(folder.files() == 1);
}

TEST_CASE("a dot whose child keeps the pipe open is stopped all the same", "[graph][render]") {
  TempDir folder;
  const FakeDot dot("sleep 3; exit 0");
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(render(folder / "model.png", example(), {}, 0.25), Error);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(2500));
}

TEST_CASE("what dot says when it fails is quoted", "[graph][render]") {
  TempDir folder;
  const FakeDot dot("echo 'out of ink' >&2; echo 'more' >&2; exit 3");
  CHECK(message_of([&] { render(folder / "model.pdf", example()); }) ==
        "render: \"dot\" failed: out of ink; the graph is in " + (folder / "model.dot"));
}

TEST_CASE("a dot that never stops talking blocks nothing and fills no memory", "[graph][render]") {
  TempDir folder;
  const FakeDot dot("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");
  CHECK(message_of([&] { render(folder / "model.svg", example()); }).size() < 3000);
}

TEST_CASE("a dot that succeeds without a picture is an error", "[graph][render]") {
  TempDir folder;
  const FakeDot dot("exit 0");
  CHECK(message_of([&] { render(folder / "model.svg", example()); }) ==
        "render: cannot write \"" + (folder / "model.svg") + "\": No such file or directory; the graph is in " +
            (folder / "model.dot"));
}
