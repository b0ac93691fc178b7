#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <nabla/kernels/kernels.hpp>
#include <nabla/runtime/group.hpp>

namespace nabla::detail {

/// What is called for a step of a group, or for several at once.
struct Code {
  enum class Kind : std::uint8_t { Kernel, Eval, Sum, Max, Min };

  Kind kind = Kind::Eval;
  kernels::Tile tile;      // of a Kernel
  const Op* op = nullptr;  // for its eval()
  std::array<std::uint32_t, 3> operands{};
  std::uint32_t arity = 0;
  std::uint32_t result = 0;
  /// How many reductions stand between the operands of the group and this one, on the longest way: all entries of an
  /// axis must have been through them before.
  std::uint32_t stage = 0;

  bool is_reduction() const { return kind >= Kind::Sum; }
};

/// The steps of a group in the order of their stages, with superinstructions where there are.
std::vector<Code> codes_of(const Group& group);

/// Can every step be called from tiles?
bool has_codes(const Group& group);

const kernels::Fold& fold_of(Code::Kind kind, DType dtype);

}  // namespace nabla::detail
