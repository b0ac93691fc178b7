#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Where a drawing shows the types, `f32[batch, 512]`.
enum class DotTypes : std::uint8_t { none, nodes, edges };
/// Where the arrows, which run along the data, point to.
enum class DotDirection : std::uint8_t { down, up, right, left };

/// What a picture says of a node beyond what the graph knows: `text` stands in its tooltip, and `heat`, in any unit (a
/// time, a size, a norm), colours it, from the least in the picture, pale yellow, to the most, dark orange. A folded
/// scope has the sum of its nodes' heat.
struct NodeNote {
  std::string text = {};
  std::optional<double> heat = {};
};
using NodeNotes = std::vector<std::pair<Expr, NodeNote>>;

struct DotOptions {
  DotTypes types = DotTypes::nodes;
  DotDirection direction = DotDirection::down;
  std::string title = {};
  /// Explains the shapes and colours in a frame of its own.
  bool legend = false;
  /// Puts the nodes that grad() made into a frame of their own.
  bool frame_gradient = true;
  /// Draws each Scope as a frame around its nodes; within the gradient's frame once more, for its nodes.
  bool frame_scopes = true;
  /// Draws scopes of this depth, 1 for the outermost, as one node each.
  std::size_t fold_depth = static_cast<std::size_t>(-1);
  /// Draws these scopes, "encoder/layer1", as one node each.
  std::vector<std::string> fold = {};
  /// Draws scopes beside each other that are built alike as one node, which says how many there are.
  bool fold_repeats = false;
  /// Draws dotted arrows from forward nodes to the gradient nodes that come from them.
  bool link_gradient = false;
  /// Lets arrows between gradient nodes run against `direction`, so that each stands beside the forward node it comes
  /// from. Arrows are short so: Graphviz lays out a deep network's gradient in seconds instead of minutes. Of no effect
  /// where forward nodes use gradient nodes.
  bool gradient_beside = false;
  /// Makes an arrow the wider, the more bytes its value has: 0.6 points up to 64 bytes, 3.7 for a MiB, 5.9 for a GiB.
  bool width_by_bytes = false;
  /// What a symbolic size counts as in bytes.
  std::int64_t symbol_size = 32;
  /// Draws these nodes alone, as neighbourhood() and path_between() find them; all where there are none. Those with
  /// operands or uses that are left out have a dashed outline.
  Exprs only = {};
  NodeNotes notes = {};
};

/// The graph below `outputs` for Graphviz: operations are ellipses, inputs, parameters and constants boxes in colours
/// that colour-blind readers can tell apart, on white pages and dark ones; outputs have a double outline. Where their
/// order matters, arrows carry the operand's number, from 0. Vertex n3 is line %3 of to_text(). The same graph
/// gives the same text; any name is safe. Error, with the path and the reason, where the file cannot be written.
void write_dot(std::ostream& out, const Exprs& outputs, const DotOptions& options = {});
void write_dot(const std::string& path, const Exprs& outputs, const DotOptions& options = {});

}  // namespace nabla
