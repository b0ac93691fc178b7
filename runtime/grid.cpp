#include <nabla/runtime/grid.hpp>

#include <algorithm>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/matmul.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/runtime/alias.hpp>

namespace nabla::detail {
namespace {

bool is_one(const Dim& size) { return size.is_constant() && size.constant() == 1; }

/// The axes whose size is not 1.
Shape proper(const Shape& shape) {
  if (std::none_of(shape.begin(), shape.end(), is_one)) return shape;
  std::vector<Dim> sizes;
  for (const Dim& size : shape)
    if (!is_one(size)) sizes.push_back(size);
  return Shape(std::move(sizes));
}

bool same_proper(const Shape& a, const Shape& b) {
  const Dim *x = a.begin(), *y = b.begin();
  while (true) {
    while (x != a.end() && is_one(*x)) ++x;
    while (y != b.end() && is_one(*y)) ++y;
    if (x == a.end() || y == b.end()) return x == a.end() && y == b.end();
    if (!(*x++ == *y++)) return false;
  }
}

const std::vector<int>* axes_of_reduction(const Expr& node) {
  if (const auto* const op = op_as<Sum>(node)) return &*op->axes;
  if (const auto* const op = op_as<Max>(node)) return &*op->axes;
  if (const auto* const op = op_as<Min>(node)) return &*op->axes;
  return nullptr;
}

/// Of the proper axes of a reduction's operand, those that stay; nothing where they are not neighbours.
std::optional<Interval> kept_axes(const Expr& reduction) {
  const Shape& x = reduction->operands()[0].shape();
  std::vector<bool> gone(x.rank());
  for (const int axis : *axes_of_reduction(reduction))
    gone[static_cast<std::size_t>(axis < 0 ? axis + static_cast<int>(x.rank()) : axis)] = true;
  Interval kept;
  std::uint32_t at = 0;
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (is_one(x[axis])) continue;
    if (!gone[axis]) {
      if (kept.empty()) kept = {at, at};
      if (kept.end != at) return std::nullopt;
      ++kept.end;
    }
    ++at;
  }
  return kept;
}

}  // namespace

Role role_of(const Expr& node) {
  if (node->operands().empty()) return dynamic_cast<const Leaf*>(&node->op()) ? Role::Leaf : Role::Other;
  if (node->op().is_elementwise()) return Role::Elementwise;
  if (const auto* const reshape = op_as<Reshape>(node))
    return same_proper(node->operands()[0].shape(), reshape->shape) ? Role::Fold : Role::View;
  if (is_alias(node)) return Role::View;
  if (op_as<BroadcastTo>(node)) return Role::Repeat;
  if (axes_of_reduction(node)) return Role::Reduction;
  const bool product = op_as<Matmul>(node) && node->operands()[0].rank() == 2 && node->operands()[1].rank() == 2;
  return product ? Role::Product : Role::Other;
}

ReducedAxes reduced_axes(const Expr& reduction) {
  return {proper(reduction->operands()[0].shape()), kept_axes(reduction)};
}

Grid::Grid(const Shape& shape) : sizes_(proper(shape)) {}

bool Grid::split_at(std::uint32_t axes) {
  if (split_ && *split_ != axes) return false;
  split_ = axes;
  return true;
}

bool Grid::admit(Interval axes) {
  if (axes.empty() || axes == all()) return true;
  if (axes.begin == 0) return split_at(axes.end);
  return axes.end == rank() && split_at(axes.begin);
}

Extent Grid::extent(Interval axes) const {
  if (axes == all()) return Extent::Grid;
  if (axes.empty()) return Extent::One;
  return axes.begin == 0 ? Extent::Rows : Extent::Columns;
}

std::optional<Interval> Grid::operand(const Shape& result, Interval axes, const Shape& operand) const {
  if (operand == result) return axes;
  std::uint32_t at = axes.end;
  Interval found;
  for (std::size_t behind = 1; behind <= operand.rank(); ++behind) {
    if (is_one(result[result.rank() - behind])) continue;
    --at;
    if (is_one(operand[operand.rank() - behind])) continue;
    if (found.empty()) found = {at + 1, at + 1};
    if (found.begin != at + 1) return std::nullopt;
    --found.begin;
  }
  return found;
}

std::optional<Interval> Grid::reduced(const ReducedAxes& reduction, Interval axes) const {
  const auto& [sizes, kept] = reduction;
  if (!kept) return std::nullopt;
  if (sizes.rank() > rank() || sizes.rank() == axes.size()) return std::nullopt;
  if (sizes.rank() == rank()) {
    const bool same = sizes == sizes_ && kept->size() == axes.size() && (axes.empty() || *kept == axes);
    return same ? std::optional(all()) : std::nullopt;
  }
  if (!axes.empty() || !kept->empty()) return std::nullopt;
  const auto count = static_cast<std::uint32_t>(sizes.rank());
  const bool front = std::equal(sizes.begin(), sizes.end(), sizes_.begin());
  const bool back = std::equal(sizes.begin(), sizes.end(), sizes_.end() - count);
  if (front == back) return std::nullopt;
  return front ? Interval{0, count} : Interval{rank() - count, rank()};
}

std::optional<Grid::Larger> Grid::larger(const ReducedAxes& reduction) const {
  const auto& [sizes, kept] = reduction;
  if (!kept || kept->size() != rank() || split_) return std::nullopt;
  Larger larger{Grid(sizes), kept->begin};
  if (larger.grid.rank() <= rank() || !larger.grid.admit(*kept)) return std::nullopt;
  return larger;
}

std::size_t row_axes(const Shape& shape, std::uint32_t split) {
  std::size_t axis = 0;
  for (; split > 0; ++axis)
    if (!is_one(shape[axis])) --split;
  return axis;
}

}  // namespace nabla::detail
