#include <nabla/ops/merged_axes.hpp>

#include <algorithm>

#include <nabla/ops/shapes.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla::detail {
namespace {

Shape reordered(const Shape& shape, const std::vector<int>& order) {
  std::vector<Dim> dims;
  dims.reserve(order.size());
  for (const int axis : order) dims.push_back(shape[static_cast<std::size_t>(axis)]);
  return Shape(std::move(dims));
}

}  // namespace

MergedAxes::MergedAxes(const Shape& shape, const std::vector<int>& axes) {
  for (int axis = 0; axis < static_cast<int>(shape.rank()); ++axis)
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) order_.push_back(axis);
  const Shape kept = reordered(shape, order_);
  const bool neighbours = !axes.empty() && axes.back() - axes.front() + 1 == static_cast<int>(axes.size());
  axis_ = neighbours ? axes.front() : static_cast<int>(order_.size());
  merged_ = inserted(kept, static_cast<std::size_t>(axis_), entries_along(shape, axes));
  order_.insert(order_.begin() + axis_, axes.begin(), axes.end());
  moved_ = reordered(shape, order_);
}

Expr MergedAxes::merge(const Expr& x) const { return reshape(transpose(x, order_), merged_); }

Expr MergedAxes::restore(const Expr& y) const {
  std::vector<int> back(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) back[static_cast<std::size_t>(order_[i])] = static_cast<int>(i);
  return transpose(reshape(y, moved_), back);
}

}  // namespace nabla::detail
