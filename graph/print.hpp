#pragma once

#include <iosfwd>
#include <string>

#include <nabla/graph/expr.hpp>

namespace nabla {

struct TextOptions {
  /// Of a larger graph only the first and last nodes are shown, so many in all.
  std::size_t max_lines = static_cast<std::size_t>(-1);
  /// Shows behind each node the user's line that made it, and which nodes belong to a gradient: "# model.cpp:41
  /// gradient".
  bool where = false;
};

/// The graph below `outputs` as text, a line a node, operands first (static single assignment):
///
///   %0 : f32[batch, 784] = input "x"
///   %1 : f32[784, 512] = parameter "W1"
///   %2 : f32[batch, 512] = matmul %0, %1 {transpose_a = false, transpose_b = false}
///   %3 : f32[batch, 512] = relu %2 "hidden"
///   return %3
///
/// The same graph gives the same text, whatever else the program has made. Linear in the number of nodes.
std::string to_text(const Exprs& outputs, const TextOptions& options = {});
void write_text(std::ostream& out, const Exprs& outputs, const TextOptions& options = {});

/// The expression as a formula, "add(matmul(x, W1), b1)": what has a name below is shown by it, what is deeper or too
/// long as "...".
std::string to_formula(const Expr& x);

/// The attributes on little room: "axes = [0], keepdims"; a true flag is its name, a false one is left out.
std::string brief_attributes(const Op& op);

}  // namespace nabla
