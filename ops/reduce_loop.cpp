#include <nabla/ops/reduce_loop.hpp>

namespace nabla::detail {
namespace {

bool contains(std::span<const int> axes, std::size_t axis, std::size_t rank) {
  for (const int a : axes)
    if (a == static_cast<int>(axis) || a == static_cast<int>(axis) - static_cast<int>(rank)) return true;
  return false;
}

}  // namespace

void AxisGroups::push(std::size_t size, std::size_t stride, bool adjacent) {
  positions_ *= size;
  if (adjacent)
    groups_[count_ - 1].size *= size;
  else
    groups_[count_++] = {size, stride};
}

std::size_t AxisGroups::offset_from(std::size_t group, std::size_t position) const {
  std::size_t offset = 0;
  for (; group < count_; ++group) {
    offset += position % groups_[group].size * groups_[group].stride;
    position /= groups_[group].size;
  }
  return offset;
}

ReduceLoop::ReduceLoop(std::span<const std::int64_t> sizes, std::span<const int> axes) {
  const std::size_t rank = sizes.size();
  for (std::size_t i = 0; i < rank; ++i)
    (contains(axes, i, rank) ? entries_ : results_) *= static_cast<std::size_t>(sizes[i]);
  if (results_ == 0 || entries_ == 0) return;

  std::size_t stride = 1;
  const AxisGroups* last = nullptr;
  for (std::size_t i = rank; i-- > 0;) {
    if (sizes[i] == 1) continue;
    AxisGroups& groups = contains(axes, i, rank) ? reduced_ : kept_;
    groups.push(static_cast<std::size_t>(sizes[i]), stride, &groups == last);
    stride *= static_cast<std::size_t>(sizes[i]);
    last = &groups;
  }
}

}  // namespace nabla::detail
