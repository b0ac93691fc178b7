#include <nabla/graph/render.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/graphviz.hpp>

namespace nabla {
namespace {

std::string format_of(const std::string& path) {
  for (const char* const format : {"svg", "png", "pdf"})
    if (path.ends_with(std::string(".") + format)) return format;
  throw Error("render: " + quoted(path) + " does not end in .svg, .png or .pdf");
}

}  // namespace

void render(const std::string& path, const Exprs& outputs, const DotOptions& options, double seconds) {
  const std::string format = format_of(path);
  // Names of their own on the way: a model.dot that the user wrote beside model.svg stays.
  const std::string graph = path + ".dot";
  const std::string picture = path + ".part";
  write_dot(graph, outputs, options);
  std::string problem = run_dot(format, graph, picture, seconds);
  if (problem.empty() && std::rename(picture.c_str(), path.c_str()) != 0)
    problem = "cannot write " + quoted(path) + ": " + std::strerror(errno);
  if (problem.empty()) {
    std::remove(graph.c_str());
    return;
  }
  std::remove(picture.c_str());
  const std::string kept = path.substr(0, path.size() - format.size()) + "dot";
  const bool moved = std::rename(graph.c_str(), kept.c_str()) == 0;
  throw Error("render: " + problem + "; the graph is in " + (moved ? kept : graph));
}

}  // namespace nabla
