#include <nabla/graph/scope_tree.hpp>

#include <algorithm>

#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>

namespace nabla {

ScopeTree::ScopeTree(const Dag& dag, const std::vector<Vertex>& order, bool gradient_apart)
    : frame_of_(num_vertices(dag), page) {
  for (const Vertex v : order) {
    const bool apart = gradient_apart && dag[v]->is_gradient();
    std::uint32_t frame = apart ? child(page, "", {"gradient", "", page, 0, true}) : page;
    const std::string& path = dag[v]->scope();
    for (std::size_t begin = 0; begin < path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      const std::string name = path.substr(begin, end - begin);
      frame = child(frame, name, {name, path.substr(0, end), frame, frames_[frame].depth + 1, apart});
      begin = end + 1;
    }
    frame_of_[v] = frame;
  }
}

std::uint32_t ScopeTree::child(std::uint32_t parent, const std::string& name, Frame frame) {
  const auto [found, is_new] = children_.try_emplace({parent, name}, static_cast<std::uint32_t>(frames_.size()));
  if (is_new) frames_.push_back(std::move(frame));
  return found->second;
}

std::vector<std::uint32_t> ScopeTree::chain(std::uint32_t frame) const {
  std::vector<std::uint32_t> frames;
  for (; frame != page; frame = frames_[frame].parent) frames.push_back(frame);
  std::reverse(frames.begin(), frames.end());
  return frames;
}

std::vector<std::uint32_t> alike(const ScopeTree& tree, const Dag& dag, const std::vector<Vertex>& order) {
  std::vector<std::string> built(tree.size());                     // what is in each frame, as text
  std::vector<std::size_t> members(tree.size(), 0);                // how many so far
  std::vector<std::vector<std::size_t>> place(num_vertices(dag));  // in each frame around a vertex, from the outermost
  for (const Vertex v : order) {
    const Expr& x = dag[v];
    const std::vector<std::uint32_t> frames = tree.chain(tree.of(v));
    for (std::size_t level = 0; level < frames.size(); ++level) {
      std::string& text = built[frames[level]];
      for (std::size_t inner = level + 1; inner < frames.size(); ++inner) text += tree[frames[inner]].name + "/";
      ((text += x->op().name()) += "{" + brief_attributes(x->op()) + "}") += to_string(x.type());
      for (const Expr& operand : x->operands()) {
        const Vertex u = vertex_of(dag, operand);
        const std::vector<std::uint32_t> around = tree.chain(tree.of(u));
        const bool inside = level < around.size() && around[level] == frames[level] && level < place[u].size();
        text += inside ? " " + std::to_string(place[u][level]) : " -";
      }
      text += '\n';
      place[v].push_back(members[frames[level]]++);
    }
  }
  std::vector<std::uint32_t> first(tree.size());
  std::map<std::pair<std::uint32_t, std::string_view>, std::uint32_t> known;
  for (std::uint32_t frame = 0; frame < tree.size(); ++frame)
    first[frame] =
        tree[frame].depth == 0 ? frame : known.try_emplace({tree[frame].parent, built[frame]}, frame).first->second;
  return first;
}

}  // namespace nabla
