#pragma once
// Private: einsum's "bij,bjk->bik", read.

#include <string>
#include <string_view>
#include <vector>

#include <nabla/ops/contraction.hpp>

namespace nabla::detail {

/// A label for each axis of each operand, and for each of the result: the letter, and -1, -2, ... for the axes that
/// "..." stands for, counted from the last.
struct Subscripts {
  std::vector<Labels> operands;
  Labels result;
};

/// Error, which quotes the text, where it does not fit operands of these ranks. Without "->" the result has the axes of
/// "...", then the letters that occur once, in alphabetical order.
Subscripts parse_subscripts(std::string_view text, const std::vector<std::size_t>& ranks);

/// "j", or "the last axis of ...", as an error names it.
std::string label_name(int label);

}  // namespace nabla::detail
