#pragma once
// The graph that a command works on.

#include <string>
#include <string_view>
#include <vector>

#include <nabla/io/graph_file.hpp>

namespace CLI {
class App;
}

namespace nabla::tool {

/// A saved graph, and its nodes by what a command line calls them.
class Model {
 public:
  explicit Model(const std::string& path);

  const SavedGraph& graph() const { return graph_; }
  /// The nodes of these names, or the graph's outputs where there are none.
  Exprs outputs(const std::vector<std::string>& names) const;
  /// The node of this name, or of this number in the text of `nabla show`, "%3". Error where there is none, with near
  /// names, or more than one.
  Expr node(std::string_view name) const;
  /// The parameters and inputs that are floats and that some of the outputs need.
  Exprs float_parameters(const Exprs& outputs) const;
  Exprs float_inputs(const Exprs& outputs) const;

 private:
  SavedGraph graph_;
};

/// The argument FILE of a command.
void add_file(CLI::App& command, std::string& path);
/// The option --output NODE, any number of times.
void add_outputs(CLI::App& command, std::vector<std::string>& names);
/// The option -o, --out FILE.
void add_out(CLI::App& command, std::string& path, const std::string& about);

/// Writes to a file, whole or not at all, or to the standard output where the path is empty or "-".
void write_out(const std::string& path, const std::string& text);

/// All nodes below some outputs, in the order of the text.
std::vector<Expr> nodes_of(const Exprs& outputs);
/// The node's name, or "%3", its place among the nodes, where it has none.
std::string name_of(const Expr& x, const std::vector<Expr>& nodes);

}  // namespace nabla::tool
