#include <nabla/runtime/row_losses.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include <nabla/graph/op.hpp>
#include <nabla/ops/cross_entropy.hpp>
#include <nabla/ops/cross_entropy_rows.hpp>
#include <nabla/ops/cross_entropy_slope.hpp>
#include <nabla/runtime/alias.hpp>
#include <nabla/runtime/line_task.hpp>

namespace nabla::detail {
namespace {

bool is_loss(const Expr& node) { return op_as<SparseSoftmaxCrossEntropy>(node) || op_as<SoftmaxCrossEntropy>(node); }
bool is_slope(const Expr& node) {
  return op_as<SparseSoftmaxCrossEntropySlope>(node) || op_as<SoftmaxCrossEntropySlope>(node);
}

/// Losses, slopes, or both, of logits, targets and perhaps a scale.
class RowLossKernel final : public Kernel {
 public:
  RowLossKernel(bool losses, bool slopes) : losses_(losses), slopes_(slopes) {}

  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out>) const override {
    const std::size_t rows = CrossEntropyRows{operands[0], operands[1]}.rows();
    return make_line_task(rows, static_cast<std::size_t>(operands[0].sizes.back()), 1,
                          [this](const Frame& frame, std::size_t first, std::size_t last) {
                            CrossEntropyRows what{frame.operands[0], frame.operands[1]};
                            if (losses_) what.losses = &frame.results[0];
                            if (slopes_) what.slopes = &frame.results[losses_ ? 1 : 0], what.scale = &frame.operands[2];
                            what.compute(first, last);
                          });
  }
  /// A row's logits are read before its slopes are written.
  bool may_overwrite(std::size_t operand, std::size_t result) const override {
    return operand == 0 && slopes_ && result == (losses_ ? 1U : 0U);
  }
  bool may_throw() const override { return true; }

 private:
  bool losses_, slopes_;
};

/// Finds the pairs and moves their parts, and those that make a scale, to earlier places.
class Joiner {
 public:
  Joiner(const Dag& dag, std::vector<Part>& parts)
      : dag_(dag), parts_(parts), part_of_(num_vertices(dag), none), place_(parts.size()), moved_(parts.size()) {
    for (std::uint32_t p = 0; p < parts.size(); ++p) {
      place_[p] = own_place(p);
      for (const Vertex v : parts[p].results) part_of_[v] = p;
    }
  }

  void join() {
    std::multimap<Vertex, std::uint32_t> waiting;  // by their logits: parts without a partner yet
    bool any = false;
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
      if (!is_row_loss(parts_[p])) continue;
      const Vertex logits = parts_[p].operands[0];
      const auto [first, last] = waiting.equal_range(logits);
      const auto partner = std::find_if(first, last, [&](const auto& entry) { return is_pair(entry.second, p); });
      if (partner != last && join(partner->second, p)) {
        waiting.erase(partner);
        any = true;
      } else {
        waiting.emplace(logits, p);
      }
    }
    if (any) arrange();
  }

 private:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);
  static constexpr std::size_t most_moved = 64;  // few nodes make a scale

  // Places are numbers that only grow: part p's own, and one right before it for those that move there.
  static std::uint32_t own_place(std::uint32_t p) { return 2 * p + 1; }
  static std::uint32_t place_before(std::uint32_t p) { return 2 * p; }

  const Expr& node(std::uint32_t p) const { return dag_[parts_[p].results[0]]; }
  bool is_row_loss(const Part& part) const {
    return !part.group && (is_loss(dag_[part.results[0]]) || is_slope(dag_[part.results[0]]));
  }
  bool is_pair(std::uint32_t q, std::uint32_t p) const {
    return is_loss(node(q)) != is_loss(node(p)) &&
           std::ranges::equal(std::span(parts_[q].operands).first(2), std::span(parts_[p].operands).first(2));
  }

  /// Part p becomes one with the earlier part q. False where it cannot.
  bool join(std::uint32_t q, std::uint32_t p) {
    if (place_[q] != own_place(q) || place_[p] != own_place(p)) return false;
    if (is_slope(node(p))) {
      std::vector<std::uint32_t> moves;
      if (!can_come_before(q, parts_[p].operands[2], moves)) return false;
      for (const std::uint32_t k : moves) place_[k] = place_before(q);
      moved_[q].insert(moved_[q].end(), moves.begin(), moves.end());
    }
    const std::uint32_t loss = is_loss(node(q)) ? q : p, slope = loss == q ? p : q;
    const Vertex result = parts_[loss].results[0];
    parts_[q] = {std::nullopt, parts_[slope].operands, {result, parts_[slope].results[0]}};
    for (const Vertex v : parts_[q].results) part_of_[v] = q;
    place_[p] = none;
    return true;
  }

  /// What has to move, operands first, for the value to be known before part q. False where q itself is needed.
  bool can_come_before(std::uint32_t q, Vertex v, std::vector<std::uint32_t>& moves) const {
    while (part_of_[v] == none && is_alias(dag_[v])) v = target(*out_edges(v, dag_).first, dag_);
    const std::uint32_t p = part_of_[v];
    if (p == none || place_[p] < place_[q] || std::ranges::find(moves, p) != moves.end()) return true;
    if (p == q || moves.size() == most_moved) return false;
    for (const Vertex operand : parts_[p].operands)
      if (!can_come_before(q, operand, moves)) return false;
    moves.push_back(p);
    return true;
  }

  void arrange() {
    std::vector<Part> parts;
    parts.reserve(parts_.size());
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
      for (const std::uint32_t k : moved_[p])
        if (place_[k] == place_before(p)) parts.push_back(std::move(parts_[k]));
      if (place_[p] == own_place(p)) parts.push_back(std::move(parts_[p]));
    }
    parts_ = std::move(parts);
  }

  const Dag& dag_;
  std::vector<Part>& parts_;
  std::vector<std::uint32_t> part_of_;             // by vertex; none for leaves and aliases
  std::vector<std::uint32_t> place_;               // by part; none for one that has become part of another
  std::vector<std::vector<std::uint32_t>> moved_;  // to right before the part, in this order
};

}  // namespace

void join_row_losses(const Dag& dag, std::vector<Part>& parts) { Joiner(dag, parts).join(); }

std::unique_ptr<const Kernel> make_row_loss_kernel(const Dag& dag, const Part& part) {
  const Expr &first = dag[part.results.front()], &last = dag[part.results.back()];
  if (!is_loss(first) && !is_slope(first)) return nullptr;
  return std::make_unique<RowLossKernel>(is_loss(first), is_slope(last));
}

}  // namespace nabla::detail
