#pragma once

#include <string>
#include <vector>

#include <nabla/graph/dot.hpp>

namespace nabla {

/// A further graph on a page of write_html().
struct HtmlView {
  std::string name;
  Exprs outputs;
};

struct HtmlOptions {
  std::string title = "graph";
  /// What the first graph is called.
  std::string name = "forward";
  /// Graphs that the page switches to: `{{"gradient", grad(loss, weights)}, {"rewritten", rewrite(outputs)}}`.
  std::vector<HtmlView> views = {};
  DotDirection direction = DotDirection::down;
  /// What a symbolic size counts as in bytes.
  std::int64_t symbol_size = 32;
  /// What is said of single nodes of any of the graphs; the page colours by their heat, too, and calls it `heat`.
  NodeNotes notes = {};
  std::string heat = "heat";
  /// How long Graphviz may take for each layout. A graph has one for each depth of its scopes, folded, and one in full.
  double seconds = 60;
};

/// Writes a page to look into the graph below `outputs` with a browser: to pan and zoom, search by name, operation,
/// type or line, see what a node is, what it uses and what uses it, fold scopes, switch to the other graphs, and colour
/// by operation, bytes or heat; with mouse or keyboard (the page lists the keys). One file that loads nothing else,
/// laid out by Graphviz's program `dot`. Any name is safe: no text becomes markup or script. The page is there when it
/// is complete, never a part of it. Error where `dot` is missing, fails or takes longer than `seconds`, and where the
/// file cannot be written.
void write_html(const std::string& path, const Exprs& outputs, const HtmlOptions& options = {});

}  // namespace nabla
