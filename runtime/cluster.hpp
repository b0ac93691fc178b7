#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/runtime/fuse.hpp>
#include <nabla/runtime/grid.hpp>

namespace nabla::detail {

/// Nodes on their way into a group.
struct Cluster {
  Grid grid;
  /// Operands before users once it is complete; with the nodes under which members are read with another extent.
  std::vector<Vertex> members;
  std::size_t steps = 0;
  Vertex product = VertexIndex::none;
  bool brings_product = false;  // a member's, which will be the one
};

/// The clusters of a graph, and which node is in which.
class Clusters {
 public:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  Clusters(const Dag& dag, std::span<const Vertex> order, std::span<const Expr> targets, const Fusible& fusible);

  /// A value as an operand of a cluster.
  struct Read {
    Vertex vertex;
    Interval axes;
  };

  const Dag& dag() const { return dag_; }
  Role role(Vertex v) const { return roles_[v]; }
  bool is_target(Vertex v) const { return targets_[v]; }
  std::uint32_t of(Vertex v) const { return cluster_[v]; }
  Interval axes(Vertex v) const { return axes_[v]; }
  Cluster& operator[](std::uint32_t c) { return clusters_[c]; }
  const Cluster& operator[](std::uint32_t c) const { return clusters_[c]; }
  std::size_t count() const { return clusters_.size(); }
  /// How often an operand was looked at: what the time to fuse grows with.
  std::size_t visits() const { return visits_; }

  /// Calls body(read) for each value that the member's step reads, in operand order, nodes that only change the extent
  /// left out.
  template <class Body>
  void each_read(Vertex member, Body&& body) const {
    for (auto [edge, end] = out_edges(member, dag_); edge != end; ++edge) body(read(member, target(*edge, dag_)));
  }
  /// Can it be told, too, what the cluster's reductions are over if its axes move by `offset` into another grid? In a
  /// square one a sum over one axis may be over either.
  bool reads_alike(const Cluster& cluster, const Grid& grid, std::uint32_t offset) const;
  /// The members of `from`, their axes moved by `offset`, become members of `to`, whose grid is `grid` now.
  void join(std::uint32_t to, std::uint32_t from, std::uint32_t offset, const Grid& grid);

 private:
  void visit(Vertex v);
  /// The one cluster that all uses of the value are in, and the axes that they read; nothing where there is none.
  struct Use {
    std::uint32_t cluster;
    Interval axes;
  };
  std::optional<Use> use_of(Vertex v) const;
  std::optional<Interval> operand_axes(const Grid& grid, Vertex user, Interval axes, Vertex operand) const;
  bool feeds_rows(Vertex v, std::uint32_t cluster) const;
  bool admit(Vertex v, std::uint32_t cluster, Interval axes);
  bool admit_step(Vertex v, Grid& grid, Interval axes, bool feeds) const;
  bool admit_product(Vertex v, Grid& grid, Interval axes) const;
  bool brings_product(Vertex v) const;
  const ReducedAxes& reduction(Vertex v) const { return reductions_[reduction_of_[v]]; }
  const Shape& shape_of(Vertex v) const { return shapes_[v]; }
  void pass_through(Vertex v);
  void enter(Vertex v, std::uint32_t cluster, Interval axes);
  void start(Vertex v);
  /// By how much the axes of the cluster's members move; nothing where it cannot be.
  std::optional<std::uint32_t> enlarge(std::uint32_t cluster, const ReducedAxes& reduction);
  bool knows_sizes(const Cluster& cluster) const;
  void dissolve(Cluster& cluster);
  Read see_through(Grid& grid, Read read, bool whole) const;
  Read read(Vertex member, Vertex operand) const;

  const Dag& dag_;
  const Fusible fusible_;
  std::vector<Role> roles_;
  // Side by side, since they are asked for at every operand, again and again.
  std::vector<Shape> shapes_;
  std::vector<ReducedAxes> reductions_;
  std::vector<std::uint32_t> reduction_of_;  // by vertex
  std::vector<bool> targets_;
  std::vector<std::uint32_t> cluster_;
  std::vector<Interval> axes_;
  std::vector<bool> feeds_rows_;  // does a member with rows depend on it, within the cluster?
  std::vector<bool> whole_;       // a reduction reads it, so its extent must be its own
  std::vector<Cluster> clusters_;
  mutable std::size_t visits_ = 0;
};

inline Interval moved(Interval axes, std::uint32_t offset) {
  return axes.empty() ? Interval{} : Interval{axes.begin + offset, axes.end + offset};
}

}  // namespace nabla::detail
