#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <nabla/runtime/group.hpp>
#include <nabla/runtime/group_codes.hpp>

namespace nabla::detail {

/// A group that is alpha op(a) op(b) + beta c, or the product alone, and nothing else: the kernel of products computes
/// it in one pass, also into c itself (an update W - rate X'dY).
struct ScaledProduct {
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  double alpha = 1, beta = 1;
  std::uint32_t scale = none;   // a value of one entry that alpha is multiplied by
  std::uint32_t addend = none;  // c, a value
};

/// Nothing for any other group.
std::optional<ScaledProduct> scaled_product(const Group& group, const std::vector<Code>& codes);

std::unique_ptr<Task> make_task(const ScaledProduct& what, const Group& group, std::span<const View> operands);

}  // namespace nabla::detail
