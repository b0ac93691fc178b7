#pragma once
// Private: operations that know one axis, over several.

#include <vector>

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>

namespace nabla::detail {

/// Several axes, or none, as a single one. Neighbours are merged where they stand, without moving an entry; others are
/// moved to the end.
class MergedAxes {
 public:
  /// The axes are ascending, as Axes::normalized() gives them.
  MergedAxes(const Shape& shape, const std::vector<int>& axes);

  int axis() const { return axis_; }
  Expr merge(const Expr& x) const;
  /// A result of the merged shape in the original one.
  Expr restore(const Expr& y) const;

 private:
  int axis_ = 0;
  std::vector<int> order_;
  Shape merged_, moved_;
};

/// The axes, once x is known to have them, and entries that the operation, along an axis 0, takes.
template <class Op>
std::vector<int> checked_axes(const Op& op, const Operand& x, const Expr& entries, const Axes& axes) {
  return placed(Op::name, x.where(), Exprs{entries}, [&] {
    static_cast<void>(op.infer({entries.dtype(), {1}}));
    return axes.normalized(entries.rank());
  });
}

/// A node of Op, which keeps the shape, along one axis; along several, or none, with what makes them one around it.
template <class Op>
Expr along(const Operand& x, const Axes& axes) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  const std::vector<int> list = axes.attribute(entries.rank());
  if (list.size() == 1) return apply(Op{{list[0]}}, x.where(), entries);
  const MergedAxes merged(entries.shape(), checked_axes(Op{{0}}, x, entries, axes));
  return merged.restore(apply(Op{{merged.axis()}}, x.where(), merged.merge(entries)));
}

/// The same of one that reduces its axis.
template <class Op>
Expr reduced_along(const Operand& x, const Axes& axes, Keepdims keep) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  const std::vector<int> list = axes.attribute(entries.rank());
  if (list.size() == 1) return apply(Op{{list[0], keep.value}}, x.where(), entries);
  const std::vector<int> over = checked_axes(Op{{0, false}}, x, entries, axes);
  const MergedAxes merged(entries.shape(), over);
  const Expr y = apply(Op{{merged.axis(), false}}, x.where(), merged.merge(entries));
  return reshape(y, reduced(entries.shape(), over, keep.value));
}

}  // namespace nabla::detail
