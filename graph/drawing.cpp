#include <nabla/graph/drawing.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <nabla/graph/op.hpp>

namespace nabla {
namespace {

bool order_matters(const Expr& user) {
  if (user->op().is_commutative()) return false;
  for (const Expr& operand : user->operands())
    if (operand != user->operands()[0]) return true;
  return false;
}

std::vector<Vertex> drawn_vertices(const Dag& dag, const Exprs& only) {
  std::vector<Vertex> order = operands_first(dag);
  if (only.empty()) return order;
  std::vector<bool> wanted(num_vertices(dag));
  for (const Expr& x : only)
    if (x && contains(dag, x)) wanted[vertex_of(dag, x)] = true;
  std::erase_if(order, [&](Vertex v) { return !wanted[v]; });
  return order;
}

/// Makes the drawn graph: which nodes stand for which vertices, then the edges between them.
class Folder {
 public:
  Folder(const Dag& dag, const std::vector<Vertex>& order, const ScopeTree& frames, const DotOptions& options)
      : dag_(dag), order_(order), frames_(frames), options_(options), drawn_(num_vertices(dag), none) {
    beside_ = options.gradient_beside && can_stand_beside();
    if (options.fold_repeats) first_alike_ = alike(frames, dag, order);
    for (const std::uint32_t first : first_alike_) ++repeats_[first];
  }

  DrawnGraph graph() {
    std::vector<bool> is_drawn(num_vertices(dag_));
    for (const Vertex v : order_) is_drawn[v] = true;
    number();
    for (Vertex v = 0; v < num_vertices(dag_); ++v)
      if (is_drawn[v]) place(v);
    mark_outputs();
    color();
    for (Vertex v = 0; v < num_vertices(dag_); ++v)
      if (is_drawn[v]) connect(v);
    DrawnGraph graph(boost::edges_are_unsorted_multi_pass, pairs_.begin(), pairs_.end(), edges_.begin(),
                     static_cast<Vertex>(nodes_.size()));
    for (Vertex v = 0; v < nodes_.size(); ++v) {
      std::ranges::sort(nodes_[v].repeats);
      graph[v] = std::move(nodes_[v]);
    }
    return graph;
  }

 private:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  /// Numbers are those of all nodes, so that a part of a graph has those of the whole.
  void number() {
    number_.resize(num_vertices(dag_));
    std::size_t next = 0;
    for (const Vertex v : operands_first(dag_)) number_[v] = next++;
  }

  /// The outermost frame around the vertex that is folded, and the one it is drawn as; pages where none is.
  std::pair<std::uint32_t, std::uint32_t> folded_around(Vertex v) const {
    for (const std::uint32_t frame : frames_.chain(frames_.of(v))) {
      const auto& [name, path, parent, depth, is_gradient] = frames_[frame];
      if (depth == 0) continue;
      const std::uint32_t first = first_alike_.empty() ? frame : first_alike_[frame];
      const bool repeats = !first_alike_.empty() && repeats_.at(first) > 1;
      if (repeats || depth >= options_.fold_depth || std::ranges::find(options_.fold, path) != options_.fold.end())
        return {frame, first};
    }
    return {ScopeTree::page, ScopeTree::page};
  }

  void place(Vertex v) {
    const auto [frame, first] = folded_around(v);
    if (frame == ScopeTree::page) {
      drawn_[v] = static_cast<std::uint32_t>(nodes_.size());
      DrawnNode& node = nodes_.emplace_back();
      node.id = "n" + std::to_string(number_[v]);
      node.members = {v};
      node.frame = frames_.of(v);
      return;
    }
    const auto [found, is_new] = folded_.try_emplace(first, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
      DrawnNode& node = nodes_.emplace_back();
      node.id = "f" + std::to_string(first);
      node.frame = frames_[first].parent;
      node.folded = first;
    }
    drawn_[v] = found->second;
    DrawnNode& node = nodes_[found->second];
    node.members.push_back(v);
    if (frame != first && std::ranges::find(node.repeats, frame) == node.repeats.end()) node.repeats.push_back(frame);
  }

  void mark_outputs() {
    for (const Expr& output : info(dag_).outputs)
      if (const std::uint32_t at = drawn_[vertex_of(dag_, output)]; at != none) nodes_[at].is_output = true;
  }

  void color() {
    double least = 0, most = 0;
    bool any = false;
    std::vector<std::optional<double>> heat(nodes_.size());
    for (const auto& [x, note] : options_.notes) {
      const Vertex v = x ? vertex_of(dag_, x) : VertexIndex::none;
      if (!note.heat || v == VertexIndex::none || drawn_[v] == none) continue;
      std::optional<double>& sum = heat[drawn_[v]];
      sum = sum.value_or(0) + *note.heat;
    }
    for (const std::optional<double>& h : heat) {
      if (!h) continue;
      least = any ? std::min(least, *h) : *h;
      most = any ? std::max(most, *h) : *h;
      any = true;
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (heat[i]) nodes_[i].heat = most > least ? (*heat[i] - least) / (most - least) : 1;
  }

  void connect(Vertex v) {
    const Expr& user = dag_[v];
    const bool ordered = order_matters(user);
    for (std::uint32_t i = 0; i < user->operands().size(); ++i) {
      const Vertex u = vertex_of(dag_, user->operands()[i]);
      if (drawn_[u] == none) {
        nodes_[drawn_[v]].is_cut = true;
        continue;
      }
      DrawnEdge edge{{}, bytes_of(dag_[u].type(), options_.symbol_size), false, false, u};
      if (ordered) edge.slot = i;
      connect(v, u, edge);
    }
    for (auto [use, end] = in_edges(v, dag_); use != end; ++use)
      if (drawn_[source(*use, dag_)] == none) nodes_[drawn_[v]].is_cut = true;
    if (options_.link_gradient) link(v);
  }

  /// Between nodes every edge is drawn; of those that a folded scope has with another, one for each value.
  void connect(Vertex v, Vertex u, DrawnEdge edge) {
    const std::uint32_t from = drawn_[v], to = drawn_[u];
    const bool folded_user = nodes_[from].folded != ScopeTree::page;
    if (folded_user && from == to && folded_around(v).first == folded_around(u).first) return;
    if (folded_user) {
      edge.slot.reset();
      // Of repeated scopes one edge stands for all that lead to the same node.
      const std::uint64_t value = nodes_[to].repeats.empty() ? u : num_vertices(dag_) + std::uint64_t{to};
      if (!met_.insert(std::uint64_t{from} << 32 | value).second) return;
    }
    edge.is_back = beside_ && from != to && is_gradient(from) && is_gradient(to);
    pairs_.emplace_back(edge.is_back ? to : from, edge.is_back ? from : to);
    edges_.push_back(edge);
  }

  bool is_gradient(std::uint32_t node) const {
    const DrawnNode& drawn = nodes_[node];
    return drawn.folded == ScopeTree::page ? dag_[drawn.members[0]]->is_gradient() : frames_[drawn.folded].is_gradient;
  }

  /// Where rewriting has made forward nodes use what gradient nodes compute, arrows that run both ways would be
  /// circles.
  bool can_stand_beside() const {
    for (const Vertex v : order_)
      for (const Expr& operand : dag_[v]->operands())
        if (operand->is_gradient() && !dag_[v]->is_gradient()) return false;
    return true;
  }

  void link(Vertex v) {
    const Vertex forward = info(dag_).index.find(dag_[v]->origin());
    if (!dag_[v]->is_gradient() || forward == VertexIndex::none || drawn_[forward] == none) return;
    if (drawn_[v] == drawn_[forward] || !linked_.insert(std::uint64_t{drawn_[v]} << 32 | drawn_[forward]).second)
      return;
    pairs_.emplace_back(drawn_[v], drawn_[forward]);
    edges_.push_back({{}, 0, true, false, forward});
  }

  const Dag& dag_;
  const std::vector<Vertex>& order_;
  const ScopeTree& frames_;
  const DotOptions& options_;
  bool beside_ = false;
  std::vector<std::uint32_t> drawn_;  // vertex -> node
  std::vector<std::size_t> number_;
  std::vector<std::uint32_t> first_alike_;
  std::unordered_map<std::uint32_t, std::uint32_t> repeats_, folded_;  // frame -> how many, which node
  std::unordered_set<std::uint64_t> met_, linked_;
  std::vector<DrawnNode> nodes_;
  std::vector<std::pair<Vertex, Vertex>> pairs_;
  std::vector<DrawnEdge> edges_;
};

}  // namespace

Drawing::Drawing(const Exprs& outputs, const DotOptions& options)
    : dag(freeze(outputs)),
      order(drawn_vertices(dag, options.only)),
      frames(dag, order, options.frame_gradient),
      graph(Folder(dag, order, frames, options).graph()) {}

double bytes_of(const Type& type, std::int64_t symbol_size) {
  auto bytes = static_cast<double>(size_of(type.dtype));
  for (const Dim& dim : type.shape) {
    double size = 0;
    for (const Dim::Term& term : dim.terms()) {
      auto product = static_cast<double>(term.coefficient);
      for (std::size_t i = 0; i < term.symbols.size(); ++i) product *= static_cast<double>(symbol_size);
      size += product;
    }
    bytes *= size;
  }
  return bytes;
}

}  // namespace nabla
