#pragma once

#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla {

/// A node of which some operands have got a further, leading axis: what an operation's batch() rule is given. The rule
/// answers the expression that computes the node for each index of that axis, as one value with the axis in front:
/// result[k] = op(operands at k), where an operand without the axis is the same for every k.
class Batch {
 public:
  /// `operands[i]` has the further axis where `has_axis[i]` is true, at least once; `count` is the axis' size.
  Batch(Expr node, std::span<const Expr> operands, const std::vector<bool>& has_axis, Dim count)
      : node_(std::move(node)), operands_(operands), has_axis_(has_axis), count_(std::move(count)) {}

  /// The node without the further axis; its operands are those that operator[] gives, without it too.
  const Expr& node() const { return node_; }
  std::size_t size() const { return operands_.size(); }
  /// Operand i, with the further axis if it has one.
  const Expr& operator[](std::size_t i) const { return operands_[i]; }
  std::span<const Expr> operands() const { return operands_; }
  bool has_axis(std::size_t i) const { return has_axis_[i]; }
  /// The rank and shape of operand i without the further axis.
  std::size_t rank(std::size_t i) const { return node_->operands()[i].rank(); }
  const Shape& shape(std::size_t i) const { return node_->operands()[i].shape(); }
  /// The size of the further axis.
  const Dim& count() const { return count_; }

 private:
  Expr node_;
  std::span<const Expr> operands_;
  const std::vector<bool>& has_axis_;
  Dim count_;
};

}  // namespace nabla
