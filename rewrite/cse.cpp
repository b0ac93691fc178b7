#include <nabla/rewrite/cse.hpp>

#include <algorithm>
#include <bit>
#include <string_view>

#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>

namespace nabla {
namespace {

constexpr std::uint32_t none = NumberTable::none;

/// Nodes that compute the same.
struct Class {
  std::uint32_t first;  // its place; made before the others
  const Expr* named;    // the first with a name, or null
  std::uint32_t next;   // an earlier class in the same bucket
  std::uint32_t hash;   // its upper half
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

/// Nodes are met in the order in which they were made, a forward node before a gradient node equal to it.
class Merger {
 public:
  explicit Merger(const NodeOrder& nodes) : nodes_(nodes) {
    const int bits = std::countr_zero(std::bit_ceil(nodes_.size() | 1U));
    buckets_.assign(std::size_t{1} << bits, none);
    shift_ = 64 - std::max(bits, 1);
    class_of_.reserve(nodes_.size());
    for (std::uint32_t place = 0; place < nodes_.size(); ++place) class_of_.push_back(classify(place));
  }

  std::vector<Expr> outputs() {
    built_.reserve(classes_.size());
    differs_.reserve(classes_.size());
    for (const Class& merged : classes_) build(merged);
    std::vector<Expr> results;
    for (const std::uint32_t place : nodes_.output_places()) results.push_back(built_[class_of_[place]]);
    return results;
  }

 private:
  std::uint32_t classify(std::uint32_t place) {
    const Expr& node = nodes_[place];
    operand_classes(place, mine_);
    put_in_order(node, mine_);
    const std::size_t hash = hash_of(node) * 0x9E3779B97F4A7C15U;
    const auto upper = static_cast<std::uint32_t>(hash >> 32);
    std::uint32_t& head = buckets_[(hash >> shift_) % buckets_.size()];
    for (std::uint32_t c = head; c != none; c = classes_[c].next)
      if (classes_[c].hash == upper && same(node, c)) {
        if (!classes_[c].named && !node.name().empty()) classes_[c].named = &node;
        return c;
      }
    classes_.push_back({place, node.name().empty() ? nullptr : &node, head, upper});
    return head = static_cast<std::uint32_t>(classes_.size() - 1);
  }

  void operand_classes(std::uint32_t place, std::vector<std::uint32_t>& classes) const {
    classes.clear();
    for (const std::uint32_t operand : nodes_.operand_places(place)) classes.push_back(class_of_[operand]);
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

  /// Does the node, whose operands' classes are mine_, compute what the class does?
  bool same(const Expr& node, std::uint32_t c) {
    const Expr& other = nodes_[classes_[c].first];
    if (is_unique(node) || is_unique(other) || !node->op().equals(other->op()) || node.type() != other.type())
      return false;
    operand_classes(classes_[c].first, theirs_);
    put_in_order(other, theirs_);
    return mine_ == theirs_;
  }

  static bool is_unique(const Expr& node) {
    return node->operands().empty() && (leaf_as<Input>(node) || leaf_as<ParameterState>(node));
  }
  static const Constant* leaf_as_constant(const Expr& node) {
    return node->operands().empty() ? leaf_as<Constant>(node) : nullptr;
  }

  void build(const Class& merged) {
    const Expr& node = nodes_[merged.first];
    const bool is_named = merged.named && merged.named != &node;
    bool differs = is_named;
    operands_.clear();
    for (const std::uint32_t operand : nodes_.operand_places(merged.first)) {
      const std::uint32_t c = class_of_[operand];
      operands_.push_back(&built_[c]);
      differs = differs || differs_[c] || classes_[c].first != operand;
    }
    Expr result = differs ? on_operands(node) : node;
    if (is_named) NodeFactory::set_name(result, merged.named->name());
    built_.push_back(std::move(result));
    differs_.push_back(differs);
  }

  Expr on_operands(const Expr& node) const {
    if (!nodes_.owns(node)) return NodeFactory::with_like_operands(node, operands_);
    NodeFactory::renew(node, operands_, true);
    return node;
  }

  const NodeOrder& nodes_;
  std::vector<std::uint32_t> class_of_;  // by place
  std::vector<Class> classes_;
  std::vector<Expr> built_;             // by class
  std::vector<bool> differs_;           // by class: is it another node than its first, or the same made anew?
  std::vector<std::uint32_t> buckets_;  // by the hash's highest bits: the latest class
  int shift_ = 63;
  std::vector<std::uint32_t> mine_, theirs_;  // operands' classes, kept for their memory
  std::vector<const Expr*> operands_;
};

}  // namespace

std::vector<Expr> merge_common_subexpressions(const NodeOrder& nodes) { return Merger(nodes).outputs(); }

}  // namespace nabla
