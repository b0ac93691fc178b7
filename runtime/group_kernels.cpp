#include <nabla/runtime/group_kernels.hpp>

#include <algorithm>

#include <nabla/graph/op.hpp>

namespace nabla::detail {
namespace {

bool same_op(const Expr& a, const Expr& b) {
  return a.dtype() == b.dtype() && (&a->op() == &b->op() || a->op().equals(b->op()));
}

bool same_value(const Group::Value& a, const Group::Value& b) {
  return a.dtype == b.dtype && a.extent == b.extent && a.row_axes == b.row_axes;
}

bool same_step(const Group::Step& a, const Group::Step& b) {
  return a.operands == b.operands && same_op(a.node, b.node);
}

bool same(const Group& a, const Group& b) {
  return a.operand_count == b.operand_count && a.results == b.results &&
         a.product.has_value() == b.product.has_value() &&
         (!a.product || (a.product->value == b.product->value && same_op(a.product->node, b.product->node))) &&
         std::ranges::equal(a.values, b.values, same_value) && std::ranges::equal(a.steps, b.steps, same_step);
}

std::size_t hash_of(const Group& group) {
  std::size_t hash = group.operand_count;
  const auto mix = [&](std::size_t x) { hash = (hash ^ x) * 0x9e3779b97f4a7c15U + (hash >> 29); };
  for (const Group::Value& value : group.values)
    mix(static_cast<std::size_t>(value.dtype) * 4 + static_cast<std::size_t>(value.extent));
  for (const Group::Step& step : group.steps) {
    mix(std::hash<std::string_view>()(step.node->op().name()));
    for (const std::uint32_t operand : step.operands) mix(operand);
  }
  for (const std::uint32_t result : group.results) mix(result);
  return hash;
}

}  // namespace

std::shared_ptr<const Kernel> GroupKernels::kernel(Group group) {
  const std::size_t hash = hash_of(group);
  const auto [first, last] = made_.equal_range(hash);
  for (auto known = first; known != last; ++known)
    if (same(known->second.group, group)) return known->second.kernel;
  std::shared_ptr<const Kernel> kernel = make_kernel(group);
  made_.emplace(hash, Made{std::move(group), kernel});
  return kernel;
}

}  // namespace nabla::detail
