#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include <nabla/graph/expr.hpp>

namespace nabla {

struct TreeOptions {
  /// Shows types: "matmul [id B] <f32[batch, 512]>".
  bool types = false;
  /// Shows the user's line that made a node, and which nodes belong to a gradient: "# model.cpp:41 gradient".
  bool where = false;
  /// What lies deeper under an output than this is shown behind it as a tree of its own, found by its id, so that lines
  /// stay short and nothing is left out.
  std::size_t max_depth = 60;
  /// After so many lines only the number of nodes not yet shown follows.
  std::size_t max_lines = static_cast<std::size_t>(-1);
};

/// The graph below `outputs` as trees, an operation above its operands, in the form of PyTensor's dprint:
///
///   add [id A]
///    ├─ matmul [id B] 'hidden'
///    │  ├─ x [id C]
///    │  └─ W [id D]
///    └─ matmul [id B] 'hidden'
///       └─ ···
///
/// A node has one id, however often it is used; what is below it is shown where it is met first and stands for "···"
/// elsewhere. Linear in the number of operands, without recursion. The same graph gives the same text.
std::string debug_print(const Exprs& outputs, const TreeOptions& options = {});
void debug_print(std::ostream& out, const Exprs& outputs, const TreeOptions& options = {});

}  // namespace nabla
