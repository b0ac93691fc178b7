#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Which operand of its user an edge is: x - y is not y - x, and x * x is two parallel edges.
struct Slot {
  std::uint32_t index = 0;
};

/// Finds the vertex of a node: an open-addressing table keyed by node ids, which are consecutive and never hash by
/// address.
class VertexIndex {
 public:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  /// The vertex of the node with this id, or none.
  std::uint32_t find(std::uint64_t id) const;
  /// The vertex of the node; a node met first gets `fresh`.
  std::uint32_t insert(std::uint64_t id, std::uint32_t fresh);

 private:
  struct Entry {
    std::uint64_t id = 0;
    std::uint32_t vertex = none;
  };
  std::size_t slot_of(std::uint64_t id) const;
  void grow();

  std::vector<Entry> table_;
  std::size_t used_ = 0;
};

/// What a Dag knows as a whole.
struct DagInfo {
  std::vector<Expr> outputs;
  VertexIndex index;
};

/// Everything that some outputs are made of, as a Boost.Graph graph: a vertex is a node (`dag[v]` is the Expr), an edge
/// u -> v says that u uses v, out-edges stand in operand order, in-edges are uses. Vertices are numbered by a walk from
/// the outputs, so that nothing depends on addresses.
using Dag =
    boost::compressed_sparse_row_graph<boost::bidirectionalS, Expr, Slot, DagInfo, std::uint32_t, std::uint32_t>;
using Vertex = Dag::vertex_descriptor;

/// Boost 1.74's bidirectional CSR lacks degree(), which reverse_graph wants; found by argument-dependent lookup.
inline Dag::degree_size_type degree(Vertex v, const Dag& dag) { return in_degree(v, dag) + out_degree(v, dag); }

/// The outputs and the index of a Dag (the bidirectional CSR of Boost 1.74 also lacks `dag[boost::graph_bundle]`).
inline const DagInfo& info(const Dag& dag) { return dag.m_property; }

/// From growing to being studied: the finite, indexed graph below `outputs`. Linear, without recursion. Error for an
/// output that is no expression.
Dag freeze(std::span<const Expr> outputs);

/// The vertex of an expression, or VertexIndex::none if no output depends on it.
inline Vertex vertex_of(const Dag& dag, const Expr& x) { return info(dag).index.find(x->id()); }
inline bool contains(const Dag& dag, const Expr& x) { return vertex_of(dag, x) != VertexIndex::none; }

/// All vertices, operands before their users: the schedule, and reversed the order of adjoints.
std::vector<Vertex> operands_first(const Dag& dag);

}  // namespace nabla
