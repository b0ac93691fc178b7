#pragma once

#include <cstddef>
#include <string>

#include <nabla/graph/expr.hpp>

namespace nabla {

struct FormulaOptions {
  /// A value whose formula would hold more operations than this gets a line of its own; at most 200.
  std::size_t max_operations = 30;
  /// Behind so many of these lines "..." follows.
  std::size_t max_lines = static_cast<std::size_t>(-1);
};

/// The expression as it is written by hand, with Python's operators and precedence and no parentheses but those that
/// it needs. What has a name, what is used more than once, and what is too long stands on a line of its own, so that
/// the text grows with the graph, not with the number of paths in it:
///
///   loss = mean(square(t1))
///     where t1 = h @ W2 - y
///           h = tanh(x @ W1 + b1)
///
/// A name that is no identifier is quoted; of two nodes with the same name the second is called x#2. The same graph
/// gives the same text. to_formula() is for one short line.
std::string pp(const Expr& x, const FormulaOptions& options = {});

/// The same in LaTeX's mathematical mode (with amsmath): `h = \tanh\left(x \, W_{1} + b_{1}\right)`, several lines as
/// an `aligned`. Products entry by entry are \odot, of matrices by juxtaposition. No name can break out of the formula.
std::string to_latex(const Expr& x, const FormulaOptions& options = {});

}  // namespace nabla
