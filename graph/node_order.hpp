#pragma once
// Private: how the engine walks a graph that it does not need to study.

#include <cstdint>
#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// Small numbers for large ones: those inserted are counted from 0. Open addressing, at most half full.
class NumberTable {
 public:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  std::uint32_t find(std::uint64_t number) const { return table_.empty() ? none : table_[slot_of(number)].index; }
  /// Its index, the next one where it is new.
  std::uint32_t insert(std::uint64_t number);

 private:
  struct Entry {
    std::uint64_t number = 0;
    std::uint32_t index = none;
  };
  std::size_t slot_of(std::uint64_t number) const;
  void grow();

  std::vector<Entry> table_;
  std::uint32_t used_ = 0;
};

/// All nodes that some outputs are made of, in the order in which they were made: operands before their users. A node's
/// id is larger than those of its operands, so a walk down from the highest meets each when all its users are done; and
/// it does not jump about, since nodes made one after the other mostly lie so in memory. Linear, without recursion; no
/// reference count changes. The outputs must outlive it. Error for an output that is no expression.
class NodeOrder {
 public:
  static constexpr std::uint32_t none = NumberTable::none;

  NodeOrder(std::span<const Expr> outputs);
  NodeOrder(const std::vector<Expr>& outputs) : NodeOrder(std::span(outputs)) {}
  /// The same, of a graph that nobody needs any more: its nodes whose ids are at least `own_since` have been seen by
  /// nobody else, so what takes it apart may change them.
  NodeOrder(const std::vector<Expr>& outputs, std::uint64_t own_since) : NodeOrder(outputs) { own_since_ = own_since; }

  std::span<const Expr> outputs() const { return outputs_; }
  std::span<const std::uint32_t> output_places() const { return output_places_; }
  bool owns(const Expr& x) const { return x->id() >= own_since_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  const Expr& operator[](std::uint32_t place) const { return *nodes_[place]; }
  auto begin() const { return nodes_.begin(); }
  auto end() const { return nodes_.end(); }
  /// The place of a node, or none if no output needs it.
  std::uint32_t place_of(const Expr& x) const;
  /// The places of a node's operands, without a look at the operands.
  std::span<const std::uint32_t> operand_places(std::uint32_t place) const {
    const std::uint32_t visited = size() - 1 - place;
    return std::span(operands_).subspan(first_operand_[visited], first_operand_[visited + 1] - first_operand_[visited]);
  }

 private:
  class Walk;
  /// 64 consecutive ids.
  struct Page {
    std::uint64_t members = 0;  // a bit each
    std::uint32_t first = 0;    // the place of the lowest member
  };
  std::uint32_t place_in(std::uint32_t page, std::uint64_t bit) const;

  std::span<const Expr> outputs_;
  std::vector<std::uint32_t> output_places_;
  std::uint64_t own_since_ = static_cast<std::uint64_t>(-1);
  NumberTable page_of_;  // id / 64 -> page
  std::vector<Page> pages_;
  std::vector<const Expr*> nodes_;  // each a handle in an output or in a user's operands
  // Places, the last node's first; and where those of a node begin, the last node first.
  std::vector<std::uint32_t> operands_, first_operand_;
};

}  // namespace nabla
