#include <nabla/graph/rebuild.hpp>

#include <algorithm>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla {

std::vector<Expr> rebuild(const NodeOrder& nodes,
                          const std::function<Expr(const Expr& node, std::span<const Expr> operands)>& change) {
  std::vector<Expr> fresh;
  fresh.reserve(nodes.size());
  std::vector<const Expr*> operands;
  std::vector<Expr> changed;  // most operands are not: these are not copied, whose references would be counted
  for (std::uint32_t place = 0; place < nodes.size(); ++place) {
    const Expr& node = nodes[place];
    operands.clear();
    for (const std::uint32_t operand : nodes.operand_places(place)) operands.push_back(&fresh[operand]);
    const bool same =
        std::ranges::equal(operands, node->operands(), [](const Expr* now, const Expr& old) { return *now == old; });
    changed.clear();
    if (!same)
      for (const Expr* const operand : operands) changed.push_back(*operand);
    fresh.push_back(change(node, same ? node->operands() : changed));
  }
  std::vector<Expr> results;
  for (const std::uint32_t place : nodes.output_places()) results.push_back(fresh[place]);
  return results;
}

namespace {

/// What became of the nodes of a graph.
class Transformed {
 public:
  explicit Transformed(const NodeOrder& nodes) : nodes_(nodes), differs_(nodes.size()), is_retyped_(nodes.size()) {
    fresh_.reserve(nodes.size());
  }

  /// The node at the next place.
  void add(const std::function<Expr(const Expr& node)>& change) {
    const auto place = static_cast<std::uint32_t>(fresh_.size());
    const Expr& node = nodes_[place];
    const std::uint64_t id = node->id();
    bool same = true, like = true;
    operands_.clear();
    for (const std::uint32_t operand : nodes_.operand_places(place)) {
      operands_.push_back(&fresh_[operand]);
      same = same && !differs_[operand];
      like = like && !is_retyped_[operand];
    }
    const Type type = like ? Type() : node.type();
    const Expr moved = same ? node : on_operands(node, like);
    Expr result = change(moved);
    is_retyped_[place] = result.type() != (like ? moved.type() : type);
    differs_[place] = result != node || result->id() != id;
    fresh_.push_back(std::move(result));
  }

  std::vector<Expr> outputs() const {
    std::vector<Expr> results;
    for (const std::uint32_t place : nodes_.output_places()) results.push_back(fresh_[place]);
    return results;
  }

 private:
  Expr on_operands(const Expr& node, bool like) const {
    if (nodes_.owns(node)) return NodeFactory::renew(node, operands_, like), node;
    if (like) return NodeFactory::with_like_operands(node, operands_);
    std::vector<Expr> operands;
    for (const Expr* const operand : operands_) operands.push_back(*operand);
    return NodeFactory::with_operands(node, operands);
  }

  const NodeOrder& nodes_;
  std::vector<Expr> fresh_;                 // by place
  std::vector<bool> differs_, is_retyped_;  // by place: is it another node, or the same made anew?
  std::vector<const Expr*> operands_;       // of one node, kept for the memory
};

}  // namespace

std::vector<Expr> transform(const NodeOrder& nodes, const std::function<Expr(const Expr& node)>& change) {
  Transformed graph(nodes);
  for (std::uint32_t place = 0; place < nodes.size(); ++place) graph.add(change);
  return graph.outputs();
}

Expr reuse(const Expr& node, std::span<const Expr> operands) {
  const bool same = std::equal(operands.begin(), operands.end(), node->operands().begin(), node->operands().end());
  return same ? node : NodeFactory::with_operands(node, operands);
}

Expr with_dtype(const Expr& node, std::span<const Expr> operands, DType from, DType to) {
  const DType moved = node.dtype() == from ? to : node.dtype();
  if (const auto* const size = leaf_as<SizeOf>(node)) return size_of(size->dim(), moved, node->where());
  if (const auto* const fixed = leaf_as<Constant>(node)) return constant(fixed->value().cast(moved), node->where());
  return NodeFactory::with_op(node, node->shared_op()->with_dtype(from, to), operands);
}

}  // namespace nabla
