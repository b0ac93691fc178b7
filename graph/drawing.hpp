#pragma once
// Private: what a picture shows of a graph, before it is written in anyone's language.

#include <optional>
#include <string>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/dot.hpp>
#include <nabla/graph/scope_tree.hpp>

namespace nabla {

/// A node, or a scope that is folded to one.
struct DrawnNode {
  std::string id;                      // "n3" for line %3 of to_text(), "f2" for frame 2, folded
  std::vector<Vertex> members;         // one, unless folded
  std::uint32_t frame = 0;             // around it
  std::uint32_t folded = 0;            // the frame that it stands for; the page for a node
  std::vector<std::uint32_t> repeats;  // of it that it stands for, too
  bool is_output = false;
  bool is_cut = false;         // some of its operands or uses are not drawn
  std::optional<double> heat;  // from 0 to 1
};

/// From a user to its operand, as in a Dag, or back.
struct DrawnEdge {
  std::optional<std::uint32_t> slot;  // where their order matters
  double bytes = 0;
  bool is_link = false;  // from a gradient node to the forward node it comes from
  bool is_back = false;  // runs the other way in the graph, for Graphviz to lay it out so
  Vertex operand = 0;
};

using DrawnGraph = boost::compressed_sparse_row_graph<boost::bidirectionalS, DrawnNode, DrawnEdge, boost::no_property,
                                                      std::uint32_t, std::uint32_t>;
inline DrawnGraph::degree_size_type degree(Vertex v, const DrawnGraph& g) { return in_degree(v, g) + out_degree(v, g); }

struct Drawing {
  Drawing(const Exprs& outputs, const DotOptions& options);

  Dag dag;
  std::vector<Vertex> order;  // what is drawn, operands first
  ScopeTree frames;
  DrawnGraph graph;
};

/// The size of a value, a symbol counting as `symbol_size`.
double bytes_of(const Type& type, std::int64_t symbol_size);

}  // namespace nabla
