#include <nabla/ops/axes.hpp>

#include <algorithm>
#include <numeric>
#include <string>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

bool in_range(int axis, std::size_t rank) {
  const auto axes = static_cast<int>(rank);
  return -axes <= axis && axis < axes;
}

}  // namespace

std::size_t normalized_axis(int axis, std::size_t rank) {
  if (rank == 0) throw Error("axis " + std::to_string(axis) + " is out of range: a value of rank 0 has no axes");
  if (!in_range(axis, rank))
    throw Error("axis " + std::to_string(axis) + " is out of range for rank " + std::to_string(rank));
  return static_cast<std::size_t>(axis < 0 ? axis + static_cast<int>(rank) : axis);
}

int axis_attribute(int axis, std::size_t rank) {
  return in_range(axis, rank) ? static_cast<int>(normalized_axis(axis, rank)) : axis;
}

std::vector<int> Axes::normalized(std::size_t rank) const {
  std::vector<int> axes(all_ ? rank : axes_.size());
  if (all_)
    std::iota(axes.begin(), axes.end(), 0);
  else
    std::transform(axes_.begin(), axes_.end(), axes.begin(),
                   [&](int axis) { return static_cast<int>(normalized_axis(axis, rank)); });
  std::sort(axes.begin(), axes.end());
  const auto twice = std::adjacent_find(axes.begin(), axes.end());
  if (twice != axes.end()) throw Error("axis " + std::to_string(*twice) + " is given twice");
  return axes;
}

std::vector<int> Axes::attribute(std::size_t rank) const {
  try {
    return normalized(rank);
  } catch (const Error&) {
    return axes_;
  }
}

}  // namespace nabla
