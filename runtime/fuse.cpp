#include <nabla/runtime/fuse.hpp>

#include <algorithm>

#include <nabla/runtime/cluster.hpp>

namespace nabla::detail {
namespace {

constexpr std::uint32_t none = Clusters::none;

/// Puts clusters and single nodes in order, joining clusters on the way.
class Fuser {
 public:
  Fuser(const Dag& dag, std::span<const Vertex> order, std::span<const Expr> targets, const Fusible& fusible)
      : dag_(dag),
        clusters_(dag, order, targets, fusible),
        max_steps_(fusible.max_steps),
        wanted_(num_vertices(dag)),
        part_of_(num_vertices(dag), none),
        late_(num_vertices(dag)) {
    for (auto v = order.rbegin(); v != order.rend(); ++v) want(*v);
    for (const Vertex v : order) schedule(v);
  }

  std::vector<Part> parts() {
    mark_results();
    std::vector<Part> parts;
    parts.reserve(parts_.size());
    for (const Draft& draft : parts_)
      parts.push_back(draft.cluster == none ? single(draft.node) : group(draft.cluster));
    return parts;
  }
  std::size_t visits() const { return clusters_.visits(); }

 private:
  struct Draft {
    Vertex node;  // for a single node
    std::uint32_t cluster = none;
  };

  bool is_single(Vertex v) const {
    const Role role = clusters_.role(v);
    return role != Role::Leaf && role != Role::Fold && role != Role::View && clusters_.of(v) == none;
  }
  bool is_view(Vertex v) const { return clusters_.role(v) == Role::Fold || clusters_.role(v) == Role::View; }
  bool is_last(Vertex v) const {
    const std::uint32_t c = clusters_.of(v);
    return c != none && clusters_[c].members.back() == v;
  }
  Vertex below(Vertex v) const { return target(*out_edges(v, dag_).first, dag_); }
  /// The value whose memory it is.
  Vertex root(Vertex v) const {
    while (is_view(v)) v = below(v);
    return v;
  }

  /// Calls body(read) for each value that the cluster reads from outside; some come several times.
  template <class Body>
  void each_operand(std::uint32_t c, Body&& body) const {
    for (const Vertex member : clusters_[c].members) {
      if (is_transparent(clusters_.role(member))) continue;
      if (clusters_.role(member) == Role::Product) {
        for (auto [edge, end] = out_edges(member, dag_); edge != end; ++edge)
          body(Clusters::Read{target(*edge, dag_), {}});
        continue;
      }
      clusters_.each_read(member, [&](const Clusters::Read& read) {
        if (clusters_.of(read.vertex) != c) body(read);
      });
    }
  }

  /// Which values are needed as such, users first: a broadcast_to that groups see through is none.
  void want(Vertex v) {
    const bool needed = wanted_[v] || clusters_.is_target(v);
    if (is_last(v))
      each_operand(clusters_.of(v), [&](const Clusters::Read& read) { wanted_[read.vertex] = true; });
    else if (clusters_.of(v) == none && (needed || clusters_.role(v) == Role::Other))
      for (auto [edge, end] = out_edges(v, dag_); edge != end; ++edge) wanted_[target(*edge, dag_)] = true;
    wanted_[v] = needed;
  }

  void schedule(Vertex v) {
    if (is_last(v)) return schedule_cluster(clusters_.of(v));
    if (clusters_.of(v) != none) return;
    if (is_single(v) && (wanted_[v] || clusters_.role(v) != Role::Repeat)) {
      part_of_[v] = static_cast<std::uint32_t>(parts_.size());
      parts_.push_back({v, none});
    } else if (clusters_.role(v) != Role::Leaf) {
      part_of_[v] = part_of_[below(v)];
    }
  }

  void schedule_cluster(std::uint32_t c) {
    const std::uint32_t into = joined(c);
    if (into == none) parts_.push_back({0, c});
    const std::uint32_t cluster = into == none ? c : parts_[into].cluster;
    const auto part = into == none ? static_cast<std::uint32_t>(parts_.size() - 1) : into;
    for (const Vertex member : clusters_[cluster].members) part_of_[member] = part;
  }

  /// The part that the cluster has joined, or none.
  std::uint32_t joined(std::uint32_t c) {
    std::uint32_t latest = none;  // what the cluster has to come after
    each_operand(c, [&](const Clusters::Read& read) {
      const std::uint32_t part = part_of_[read.vertex];
      if (part != none && (latest == none || part > latest)) latest = part;
    });
    if (latest != none && join(latest, c)) return latest;
    return none;
  }

  bool join(std::uint32_t part, std::uint32_t c) {
    const std::uint32_t into = parts_[part].cluster;
    if (into == none || clusters_[into].steps + clusters_[c].steps > max_steps_) return false;
    const std::optional<std::uint32_t> offset = offset_in(into, c);
    if (!offset) return false;
    const std::optional<Grid> grid = grid_of_both(into, c, *offset);
    if (!grid || !clusters_.reads_alike(clusters_[into], *grid, 0) ||
        !clusters_.reads_alike(clusters_[c], *grid, *offset))
      return false;
    if (!knows_sizes(into, c, *grid, *offset) || !keeps_order(into, c, *grid, *offset)) return false;
    clusters_.join(into, c, *offset, *grid);
    return true;
  }

  /// Where the axes of one cluster's grid are in the other's: all that they share must agree.
  std::optional<std::uint32_t> offset_in(std::uint32_t into, std::uint32_t c) const {
    const Cluster &a = clusters_[into], &b = clusters_[c];
    if (b.product != VertexIndex::none && (a.product != VertexIndex::none || b.grid.rank() < a.grid.rank()))
      return std::nullopt;
    if (b.grid.rank() > a.grid.rank() || (b.grid.rank() < a.grid.rank() && b.grid.split())) return std::nullopt;
    if (b.grid.rank() == a.grid.rank() && !(b.grid.sizes() == a.grid.sizes())) return std::nullopt;
    std::optional<std::uint32_t> offset;
    if (b.grid.rank() == a.grid.rank() || b.grid.rank() == 0) offset = 0;
    bool fits = true;
    each_operand(c, [&](const Clusters::Read& read) {
      if (clusters_.of(read.vertex) != into) {
        fits = fits && clusters_.of(root(read.vertex)) != into;
        return;
      }
      const Interval there = clusters_.axes(read.vertex);
      if (!offset && read.axes == b.grid.all() && there.size() == read.axes.size()) offset = there.begin;
      fits = fits && offset && moved(read.axes, *offset) == there;
    });
    if (b.product != VertexIndex::none)
      for (auto [edge, end] = out_edges(b.product, dag_); edge != end; ++edge)
        fits = fits && clusters_.of(root(target(*edge, dag_))) != into;
    return fits ? offset : std::nullopt;
  }

  std::optional<Grid> grid_of_both(std::uint32_t into, std::uint32_t c, std::uint32_t offset) const {
    Grid grid = clusters_[into].grid;
    const auto& split = clusters_[c].grid.split();
    if (split && !grid.split_at(*split)) return std::nullopt;
    for (const Vertex member : clusters_[c].members)
      if (!grid.admit(moved(clusters_.axes(member), offset))) return std::nullopt;
    bool fits = true;
    each_operand(c, [&](const Clusters::Read& read) {
      const bool matrix = read.axes.empty();
      fits = fits && (matrix || grid.admit(moved(read.axes, offset)));
    });
    return fits ? std::optional(grid) : std::nullopt;
  }

  /// Are the numbers of rows and columns those of something that is sure to be an operand or a result? What one cluster
  /// gives to the other may be none.
  bool knows_sizes(std::uint32_t into, std::uint32_t c, const Grid& grid, std::uint32_t offset) const {
    if (clusters_[into].product != VertexIndex::none || clusters_[c].product != VertexIndex::none) return true;
    bool rows = grid.rank() == 0, columns = rows;
    for (const std::uint32_t cluster : {into, c}) {
      const auto learn = [&](Interval axes) {
        const Interval now = moved(axes, cluster == c ? offset : 0);
        rows = rows || (now.begin == 0 && !now.empty());
        columns = columns || (now.end == grid.rank() && !now.empty());
      };
      each_operand(cluster, [&](const Clusters::Read& read) {
        if (clusters_.of(read.vertex) != into && clusters_.of(read.vertex) != c) learn(read.axes);
      });
      for (const Vertex member : clusters_[cluster].members)
        if (clusters_.is_target(member)) learn(clusters_.axes(member));
    }
    return rows && columns;
  }

  /// Nothing with rows may need what is known only when all rows are done.
  bool keeps_order(std::uint32_t into, std::uint32_t c, const Grid& grid, std::uint32_t offset) {
    for (const std::uint32_t cluster : {into, c}) {
      for (const Vertex member : clusters_[cluster].members) {
        if (is_transparent(clusters_.role(member))) continue;
        const Interval axes = moved(clusters_.axes(member), cluster == c ? offset : 0);
        bool late = false;
        if (clusters_.role(member) != Role::Product)
          clusters_.each_read(member, [&](const Clusters::Read& read) {
            const std::uint32_t from = clusters_.of(read.vertex);
            late = late || ((from == into || from == c) && late_[read.vertex]) ||
                   (clusters_.role(member) == Role::Reduction && !grid.has_rows(axes) &&
                    grid.has_rows(moved(read.axes, cluster == c ? offset : 0)));
          });
        late_[member] = late;
        if (late && grid.has_rows(axes)) return false;
      }
    }
    return true;
  }

  /// What other parts, or the caller, read.
  void mark_results() {
    wanted_.assign(wanted_.size(), false);
    for (std::uint32_t v = 0; v < wanted_.size(); ++v)
      if (clusters_.is_target(v)) wanted_[root(v)] = true;
    for (const Draft& draft : parts_) {
      if (draft.cluster != none)
        each_operand(draft.cluster, [&](const Clusters::Read& read) { wanted_[root(read.vertex)] = true; });
      else
        for (auto [edge, end] = out_edges(draft.node, dag_); edge != end; ++edge)
          wanted_[root(target(*edge, dag_))] = true;
    }
  }

  Part single(Vertex v) const {
    Part part{std::nullopt, {}, {v}};
    for (auto [edge, end] = out_edges(v, dag_); edge != end; ++edge) part.operands.push_back(target(*edge, dag_));
    return part;
  }

  Part group(std::uint32_t c) const;

  const Dag& dag_;
  Clusters clusters_;
  const std::size_t max_steps_;
  std::vector<bool> wanted_;
  std::vector<std::uint32_t> part_of_;  // by which part it is known; none for leaves
  std::vector<bool> late_;              // known only when all rows are done
  std::vector<Draft> parts_;
};

/// Writes a cluster down as a group.
class GroupWriter {
 public:
  GroupWriter(const Clusters& clusters, std::uint32_t c, Part& part)
      : clusters_(clusters), cluster_(clusters[c]), c_(c), part_(part), group_(part.group.emplace()) {}

  void write(const std::vector<bool>& wanted) {
    if (cluster_.product != VertexIndex::none) add_product();
    each_step([&](Vertex member) {
      clusters_.each_read(member, [&](const Clusters::Read& read) {
        if (clusters_.of(read.vertex) != c_) find_or_add(read);
      });
    });
    group_.operand_count = values_.size();
    each_step([&](Vertex member) { add_step(member); });
    if (cluster_.product != VertexIndex::none)
      for (auto [edge, end] = out_edges(cluster_.product, clusters_.dag()); edge != end; ++edge)
        part_.operands.push_back(target(*edge, clusters_.dag()));
    for (const Vertex member : cluster_.members) {
      if (!wanted[member] || is_transparent(clusters_.role(member))) continue;
      group_.results.push_back(index_of({member, clusters_.axes(member)}));
      part_.results.push_back(member);
    }
  }

 private:
  template <class Body>
  void each_step(Body&& body) const {
    for (const Vertex member : cluster_.members)
      if (!is_transparent(clusters_.role(member)) && member != cluster_.product) body(member);
  }

  void add_product() {
    group_.product = {clusters_.dag()[cluster_.product], 0};
    add_value({cluster_.product, clusters_.axes(cluster_.product)});
  }

  void add_step(Vertex member) {
    Group::Step step{clusters_.dag()[member], {}};
    clusters_.each_read(member, [&](const Clusters::Read& read) { step.operands.push_back(index_of(read)); });
    group_.steps.push_back(std::move(step));
    add_value({member, clusters_.axes(member)});
  }

  void find_or_add(const Clusters::Read& read) {
    if (index_of(read) < values_.size()) return;
    add_value(read);
    part_.operands.push_back(read.vertex);
  }

  void add_value(const Clusters::Read& value) {
    const Expr& node = clusters_.dag()[value.vertex];
    const Extent extent = cluster_.grid.extent(value.axes);
    const std::size_t rows = extent == Extent::Grid ? row_axes(node.shape(), cluster_.grid.split().value_or(0)) : 0;
    group_.values.push_back({node.dtype(), extent, rows});
    values_.push_back(value);
  }

  std::uint32_t index_of(const Clusters::Read& value) const {
    const auto found = std::ranges::find_if(
        values_, [&](const auto& known) { return known.vertex == value.vertex && known.axes == value.axes; });
    return static_cast<std::uint32_t>(found - values_.begin());
  }

  const Clusters& clusters_;
  const Cluster& cluster_;
  const std::uint32_t c_;
  Part& part_;
  Group& group_;
  std::vector<Clusters::Read> values_;  // as Group::values
};

Part Fuser::group(std::uint32_t c) const {
  Part part;
  GroupWriter(clusters_, c, part).write(wanted_);
  return part;
}

}  // namespace

std::vector<Part> fuse(const Dag& dag, std::span<const Vertex> order, std::span<const Expr> targets,
                       const Fusible& fusible, std::size_t* visits) {
  Fuser fuser(dag, order, targets, fusible);
  std::vector<Part> parts = fuser.parts();
  if (visits) *visits = fuser.visits();
  return parts;
}

}  // namespace nabla::detail
