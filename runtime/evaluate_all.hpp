#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include <nabla/graph/dot.hpp>
#include <nabla/graph/expr.hpp>
#include <nabla/graph/feeds.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

/// The values of all nodes of a graph, operands before their users.
class Values {
 public:
  struct Entry {
    Expr node;
    Tensor value;
  };

  explicit Values(std::vector<Entry> entries);

  /// The value of a node. Error, with the node, where it is none of the graph's.
  const Tensor& operator[](const Expr& x) const;
  /// The value of the node with this name. Error where there is none, with names that are near, or more than one.
  const Tensor& operator[](std::string_view name) const;
  bool contains(const Expr& x) const { return places_.contains(x->id()); }
  bool contains(std::string_view name) const;

  std::size_t size() const { return entries_.size(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // by node id
};

/// Computes the outputs and keeps every intermediate value, each node on its own as the graph has it: nothing is
/// rewritten or fused. `evaluate_all(loss, {{x, images}})["hidden"]`. Parameters have their present values, all of one
/// moment; feeds of inputs that nothing needs are ignored. Error for feeds that a Function would not take, for one that
/// is of no input or comes twice, and with the user's line for an operation that fails. For looking into a graph: it
/// takes the memory of all values together.
Values evaluate_all(const Exprs& outputs, const Feeds& feeds, Where where = Where::here());

/// What each value is like, for a drawing: `write_dot(path, loss, {.notes = statistics_notes(values)})`.
NodeNotes statistics_notes(const Values& values);

}  // namespace nabla
