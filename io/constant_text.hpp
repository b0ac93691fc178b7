#pragma once
// Private: small constants, as a graph's text has them.

#include <optional>
#include <string>
#include <string_view>

#include <nabla/graph/tensor.hpp>

namespace nabla {

/// "0.5", "[[1, 2], [3, 4]]": text that reads back bit for bit. None for more than 8 entries, and where one is a NaN,
/// which has bits that text does not show.
std::optional<std::string> exact_text(const Tensor& value);

/// Reads entries of this type. Error, without a place, for another number of them, other brackets, or an entry that the
/// dtype cannot hold.
Tensor parse_constant(std::string_view text, DType dtype, const Sizes& sizes);

}  // namespace nabla
