#include <nabla/runtime/cluster.hpp>

#include <algorithm>

#include <nabla/ops/matmul.hpp>

namespace nabla::detail {

Clusters::Clusters(const Dag& dag, std::span<const Vertex> order, std::span<const Expr> targets, const Fusible& fusible)
    : dag_(dag),
      fusible_(fusible),
      roles_(num_vertices(dag)),
      shapes_(num_vertices(dag)),
      reduction_of_(num_vertices(dag)),
      targets_(num_vertices(dag)),
      cluster_(num_vertices(dag), none),
      axes_(num_vertices(dag)),
      feeds_rows_(num_vertices(dag)),
      whole_(num_vertices(dag)) {
  for (const Expr& x : targets) targets_[vertex_of(dag, x)] = true;
  for (const Vertex v : order) {
    roles_[v] = role_of(dag[v]);
    shapes_[v] = dag[v].shape();
    const bool fits = roles_[v] == Role::Elementwise ? fusible_.elementwise(dag[v])
                      : roles_[v] == Role::Product   ? fusible_.product(dag[v])
                                                     : true;
    if (!fits) roles_[v] = Role::Other;
    if (roles_[v] != Role::Reduction) continue;
    reduction_of_[v] = static_cast<std::uint32_t>(reductions_.size());
    reductions_.push_back(reduced_axes(dag[v]));
  }
  for (auto v = order.rbegin(); v != order.rend(); ++v) visit(*v);
  for (Cluster& cluster : clusters_) std::ranges::reverse(cluster.members);
  for (Cluster& cluster : clusters_)
    if (!knows_sizes(cluster)) dissolve(cluster);
}

/// Is there an operand or a result to take the numbers of rows and columns from?
bool Clusters::knows_sizes(const Cluster& cluster) const {
  bool rows = false, columns = false;
  const auto learn = [&](Interval axes) {
    rows = rows || (axes.begin == 0 && !axes.empty());
    columns = columns || (axes.end == cluster.grid.rank() && !axes.empty());
  };
  const Vertex result = cluster.members.back();
  learn(axes_[result]);
  for (const Vertex member : cluster.members)
    if (!is_transparent(roles_[member]) && roles_[member] != Role::Product)
      each_read(member, [&](const Read& read) {
        if (cluster_[read.vertex] != cluster_[member]) learn(read.axes);
      });
  return cluster.product != VertexIndex::none || cluster.grid.rank() == 0 || (rows && columns);
}

void Clusters::dissolve(Cluster& cluster) {
  for (const Vertex member : cluster.members) cluster_[member] = none;
  cluster = {};
}

void Clusters::visit(Vertex v) {
  switch (roles_[v]) {
    case Role::Other:
    case Role::Leaf:
    case Role::View:
      return;
    case Role::Repeat:
    case Role::Fold:
      return pass_through(v);
    case Role::Elementwise:
    case Role::Reduction:
    case Role::Product:
      if (const auto use = use_of(v); use && admit(v, use->cluster, use->axes)) return;
      start(v);
  }
}

std::optional<Clusters::Use> Clusters::use_of(Vertex v) const {
  std::optional<Use> common;
  for (auto [edge, end] = in_edges(v, dag_); edge != end; ++edge) {
    ++visits_;
    const Vertex user = source(*edge, dag_);
    const std::uint32_t cluster = cluster_[user];
    if (cluster == none || roles_[user] == Role::Product) return std::nullopt;
    if (roles_[v] == Role::Repeat && (roles_[user] == Role::Reduction || whole_[user])) return std::nullopt;
    const auto axes = operand_axes(clusters_[cluster].grid, user, axes_[user], v);
    if (!axes || (common && !(common->cluster == cluster && common->axes == *axes))) return std::nullopt;
    common = {cluster, *axes};
  }
  return common;
}

std::optional<Interval> Clusters::operand_axes(const Grid& grid, Vertex user, Interval axes, Vertex operand) const {
  if (roles_[user] == Role::Reduction) return grid.reduced(reduction(user), axes);
  if (roles_[user] == Role::Fold || shape_of(user) == shape_of(operand)) return axes;
  return grid.operand(shape_of(user), axes, shape_of(operand));
}

bool Clusters::feeds_rows(Vertex v, std::uint32_t c) const {
  for (auto [edge, end] = in_edges(v, dag_); edge != end; ++edge) {
    ++visits_;
    const Vertex user = source(*edge, dag_);
    if (cluster_[user] == c && (feeds_rows_[user] || clusters_[c].grid.has_rows(axes_[user]))) return true;
  }
  return false;
}

bool Clusters::admit(Vertex v, std::uint32_t c, Interval axes) {
  if (clusters_[c].steps == fusible_.max_steps) return false;
  Grid grid = clusters_[c].grid;
  const bool product = roles_[v] == Role::Product;
  if (product && clusters_[c].product != VertexIndex::none) return false;
  if (clusters_[c].brings_product && brings_product(v)) return false;
  if (product ? !admit_product(v, grid, axes) : !admit_step(v, grid, axes, feeds_rows(v, c))) {
    if (roles_[v] != Role::Reduction || !(axes == clusters_[c].grid.all())) return false;
    const std::optional<std::uint32_t> offset = enlarge(c, reduction(v));
    if (!offset) return false;
    axes = moved(axes, *offset);
  } else {
    clusters_[c].grid = grid;
  }
  enter(v, c, axes);
  return true;
}

bool Clusters::admit_step(Vertex v, Grid& grid, Interval axes, bool feeds) const {
  if (!grid.admit(axes)) return false;
  for (auto [edge, end] = out_edges(v, dag_); edge != end; ++edge) {
    const auto read = operand_axes(grid, v, axes, target(*edge, dag_));
    if (!read || !grid.admit(*read)) return false;
    // What is reduced over the rows is known when all of them are done, too late for any of them.
    if (roles_[v] == Role::Reduction && feeds && grid.has_rows(*read) && !grid.has_rows(axes)) return false;
    see_through(grid, {target(*edge, dag_), *read}, roles_[v] == Role::Reduction);
  }
  return true;
}

bool Clusters::admit_product(Vertex v, Grid& grid, Interval axes) const {
  const Shape& shape = shape_of(v);
  return axes == grid.all() && grid.split_at(Grid(Shape{shape[0]}).rank());
}

/// Reads a product that nobody else does. A cluster takes one such step, so that a sum of products is a chain of
/// clusters, each of which adds its product onto the sum so far, and the products never exist side by side.
bool Clusters::brings_product(Vertex v) const {
  if (roles_[v] != Role::Elementwise) return false;
  const auto [begin, end] = out_edges(v, dag_);
  return std::any_of(begin, end, [&](const auto& edge) {
    const Vertex read = target(edge, dag_);
    return roles_[read] == Role::Product && shape_of(read) == shape_of(v) && !targets_[read] &&
           in_degree(read, dag_) == 1;
  });
}

std::optional<std::uint32_t> Clusters::enlarge(std::uint32_t c, const ReducedAxes& reduction) {
  Cluster& cluster = clusters_[c];
  const std::optional<Grid::Larger> larger = cluster.grid.larger(reduction);
  if (!larger) return std::nullopt;
  if (!reads_alike(cluster, larger->grid, larger->offset)) return std::nullopt;
  const bool rows = !cluster.grid.all().empty() && larger->offset == 0;
  visits_ += cluster.members.size();
  for (const Vertex member : cluster.members) {
    axes_[member] = moved(axes_[member], larger->offset);
    feeds_rows_[member] = feeds_rows_[member] && rows;
  }
  cluster.grid = larger->grid;
  return larger->offset;
}

bool Clusters::reads_alike(const Cluster& cluster, const Grid& grid, std::uint32_t offset) const {
  visits_ += cluster.members.size();
  return std::ranges::all_of(cluster.members, [&](Vertex member) {
    if (roles_[member] != Role::Reduction) return true;
    const auto before = cluster.grid.reduced(reduction(member), axes_[member]);
    const auto after = grid.reduced(reduction(member), moved(axes_[member], offset));
    return before && after && moved(*before, offset) == *after;
  });
}

/// A node under which its operand has another extent goes with its users, and is nothing where they read the operand.
void Clusters::pass_through(Vertex v) {
  for (auto [edge, end] = in_edges(v, dag_); edge != end; ++edge) {
    const Vertex user = source(*edge, dag_);
    whole_[v] = whole_[v] || roles_[user] == Role::Reduction || whole_[user];
  }
  const std::optional<Use> use = targets_[v] ? std::nullopt : use_of(v);
  if (!use) return;
  Grid grid = clusters_[use->cluster].grid;
  const auto read = operand_axes(grid, v, use->axes, target(*out_edges(v, dag_).first, dag_));
  if (!read || !grid.admit(use->axes) || !grid.admit(*read)) return;
  clusters_[use->cluster].grid = grid;
  enter(v, use->cluster, use->axes);
}

void Clusters::enter(Vertex v, std::uint32_t c, Interval axes) {
  Cluster& cluster = clusters_[c];
  cluster_[v] = c;
  axes_[v] = axes;
  feeds_rows_[v] = feeds_rows(v, c);
  cluster.members.push_back(v);
  cluster.steps += !is_transparent(roles_[v]) && roles_[v] != Role::Product;
  if (roles_[v] == Role::Product) cluster.product = v;
  cluster.brings_product = cluster.brings_product || brings_product(v);
}

void Clusters::start(Vertex v) {
  const auto c = static_cast<std::uint32_t>(clusters_.size());
  clusters_.push_back({Grid(shape_of(v)), {}, 0, VertexIndex::none, false});
  if (!admit(v, c, clusters_[c].grid.all())) clusters_.pop_back();
}

Clusters::Read Clusters::see_through(Grid& grid, Read read, bool whole) const {
  for (++visits_; is_transparent(roles_[read.vertex]); ++visits_) {
    if (whole && roles_[read.vertex] == Role::Repeat) break;
    const Vertex below = target(*out_edges(read.vertex, dag_).first, dag_);
    const auto axes = operand_axes(grid, read.vertex, read.axes, below);
    if (!axes || !grid.admit(*axes)) break;
    read = {below, *axes};
  }
  return read;
}

Clusters::Read Clusters::read(Vertex member, Vertex operand) const {
  const Grid& grid = clusters_[cluster_[member]].grid;
  const Read read{operand, *operand_axes(grid, member, axes_[member], operand)};
  if (!is_transparent(roles_[operand])) return read;
  Grid seen = grid;
  return see_through(seen, read, roles_[member] == Role::Reduction);
}

void Clusters::join(std::uint32_t to, std::uint32_t from, std::uint32_t offset, const Grid& grid) {
  Cluster &into = clusters_[to], &gone = clusters_[from];
  into.grid = grid;
  for (const Vertex member : gone.members) {
    cluster_[member] = to;
    axes_[member] = moved(axes_[member], offset);
  }
  into.members.insert(into.members.end(), gone.members.begin(), gone.members.end());
  into.steps += gone.steps;
  if (gone.product != VertexIndex::none) into.product = gone.product;
  gone = {};
}

}  // namespace nabla::detail
