#include <nabla/rewrite/cse.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

/// Nodes that compute the same.
struct Class {
  Expr first;                // made before the others
  Vertex met;                // the one that the walk met first
  std::uint32_t next;        // the next class with the same hash
  std::vector<Expr> others;  // mostly empty
};

void mix(std::size_t& hash, std::size_t value) { hash = (hash ^ value) * 0x9E3779B97F4A7C15U + (hash >> 29); }

std::size_t hash_text(std::string_view text) { return std::hash<std::string_view>()(text); }

// A data set may be a constant: the ends of its bytes tell most constants apart, equality reads the rest.
std::size_t hash_entries(const Tensor& value) {
  constexpr std::size_t some = 256;
  const std::string_view bytes(reinterpret_cast<const char*>(value.view().data), value.bytes());
  std::size_t hash = hash_text(bytes.substr(0, some));
  if (bytes.size() > some) mix(hash, hash_text(bytes.substr(bytes.size() - some)));
  return hash;
}

class Merger {
 public:
  explicit Merger(std::span<const Expr> outputs) : dag_(freeze(outputs)), order_(operands_first(dag_)) {
    class_of_.resize(num_vertices(dag_));
    heads_.reserve(num_vertices(dag_));
    for (const Vertex v : order_) classify(v);
  }

  std::vector<Expr> outputs() {
    rebuild();
    std::vector<Expr> outputs;
    for (const Expr& output : info(dag_).outputs) outputs.push_back(built_[class_of_[vertex_of(dag_, output)]]);
    return outputs;
  }

 private:
  void classify(Vertex v) {
    const Expr& node = dag_[v];
    operand_classes(v, mine_);
    put_in_order(node, mine_);
    const std::size_t hash = hash_of(node);
    const auto [head, fresh] = heads_.try_emplace(hash, none);
    for (std::uint32_t c = head->second; c != none; c = classes_[c].next)
      if (same(v, c)) return join(v, c);
    class_of_[v] = static_cast<std::uint32_t>(classes_.size());
    classes_.push_back({node, v, head->second, {}});
    head->second = class_of_[v];
  }

  // Ids, unlike the order of a schedule, tell what was made first: a forward node before a gradient node equal to it.
  void join(Vertex v, std::uint32_t c) {
    class_of_[v] = c;
    Class& joined = classes_[c];
    joined.others.push_back(dag_[v]);
    if (dag_[v]->id() < joined.first->id()) std::swap(joined.first, joined.others.back());
  }

  void operand_classes(Vertex v, std::vector<std::uint32_t>& classes) const {
    classes.clear();  // out-edges stand in operand order
    for (auto [edge, end] = out_edges(v, dag_); edge != end; ++edge) classes.push_back(class_of_[target(*edge, dag_)]);
  }

  // One order for the operands that may change places: a * b and b * a are the same. What is built keeps its own.
  static void put_in_order(const Expr& node, std::vector<std::uint32_t>& classes) {
    if (classes.size() == 2 && classes[0] > classes[1] && node->op().is_commutative())
      std::swap(classes[0], classes[1]);
  }

  std::size_t hash_of(const Expr& node) const {
    if (is_unique(node)) return node->id();
    std::size_t hash = hash_text(node->op().name());
    for (const AttrText& attr : node->op().attrs()) mix(hash, hash_text(attr.value));
    if (const auto* const c = leaf_as_constant(node)) mix(hash, hash_entries(c->value()));
    for (const std::uint32_t operand : mine_) mix(hash, operand);
    return hash;
  }

  /// Does `v`, whose operands' classes are mine_, compute what the class does, which has the same hash?
  bool same(Vertex v, std::uint32_t c) {
    const Expr &node = dag_[v], &other = classes_[c].first;
    if (is_unique(node) || is_unique(other) || !node->op().equals(other->op()) || node.type() != other.type())
      return false;
    operand_classes(classes_[c].met, theirs_);
    put_in_order(other, theirs_);
    return mine_ == theirs_;
  }

  static bool is_unique(const Expr& node) {
    return node->operands().empty() && (leaf_as<Input>(node) || leaf_as<ParameterState>(node));
  }
  static const Constant* leaf_as_constant(const Expr& node) {
    return node->operands().empty() ? leaf_as<Constant>(node) : nullptr;
  }

  void rebuild() {
    built_.resize(classes_.size());
    for (const Vertex v : order_)
      if (Expr& built = built_[class_of_[v]]; !built) built = build(classes_[class_of_[v]]);
  }

  Expr build(const Class& merged) {
    const Expr& node = merged.first;
    operand_classes(merged.others.empty() ? merged.met : vertex_of(dag_, node), mine_);
    std::vector<Expr> operands;
    for (const std::uint32_t c : mine_) operands.push_back(built_[c]);
    const std::string& name = name_of(merged);
    if (name == node.name() && std::ranges::equal(operands, node->operands())) return node;
    const Expr copy = NodeFactory::with_operands(node, operands);
    if (name != node.name()) NodeFactory::set_name(copy, name);
    return copy;
  }

  static const std::string& name_of(const Class& merged) {
    const Expr* named = &merged.first;
    for (const Expr& other : merged.others)
      if (!other.name().empty() && (named->name().empty() || (*named != merged.first && other->id() < (*named)->id())))
        named = &other;
    return named->name();
  }

  Dag dag_;
  std::vector<Vertex> order_;
  std::vector<std::uint32_t> class_of_;  // by vertex
  std::vector<Class> classes_;
  std::vector<Expr> built_;                               // by class
  std::unordered_map<std::size_t, std::uint32_t> heads_;  // hash -> the latest class with it
  std::vector<std::uint32_t> mine_, theirs_;              // operands' classes, kept for their memory
};

}  // namespace

std::vector<Expr> merge_common_subexpressions(std::span<const Expr> outputs) { return Merger(outputs).outputs(); }

}  // namespace nabla
