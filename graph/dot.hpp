#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Where a drawing shows the types, `f32[batch, 512]`.
enum class DotTypes : std::uint8_t { none, nodes, edges };
/// Where the arrows, which run along the data, point to.
enum class DotDirection : std::uint8_t { down, up, right, left };

struct DotOptions {
  DotTypes types = DotTypes::nodes;
  DotDirection direction = DotDirection::down;
  std::string title = {};
  /// Explains the shapes and colours in a frame of its own.
  bool legend = false;
  /// Puts the nodes that grad() made into a frame of their own.
  bool frame_gradient = true;
};

/// The graph below `outputs` for Graphviz: operations are ellipses, inputs, parameters and constants boxes in colours
/// that colour-blind readers can tell apart, on white pages and dark ones; outputs have a double outline. Where their
/// order matters, arrows carry the operand's number, from 0. Vertex n3 is line %3 of to_text(). The same graph
/// gives the same text; any name is safe. Error, with the path and the reason, where the file cannot be written.
void write_dot(std::ostream& out, const Exprs& outputs, const DotOptions& options = {});
void write_dot(const std::string& path, const Exprs& outputs, const DotOptions& options = {});

}  // namespace nabla
