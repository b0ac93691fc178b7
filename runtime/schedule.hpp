#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/runtime/plan.hpp>

namespace nabla::detail {

/// A target that is the new value of a parameter.
struct Renewal {
  std::uint32_t target;
  Expr parameter;
};

inline constexpr std::uint32_t not_overwritten = static_cast<std::uint32_t>(-1);

/// Puts the instructions into an order in which little memory is alive at one time (symbolic sizes are guessed), and
/// in which as many renewals as possible may be computed right where the old value lies: for each, the number of its
/// parameter among Plan::parameters, or not_overwritten. An instruction overwrites a parameter that its kernel lets its
/// result overwrite, after all that read the old value, and after all that may fail. Time n log n.
std::vector<std::uint32_t> schedule(Plan& plan, std::span<const Renewal> renewals);

}  // namespace nabla::detail
