#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <nabla/graph/dim.hpp>
#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// Entries of operand 0 as they lie in its memory, one after the other: a view, or a slice of neighbours along the
/// first axis that has more than one entry, which begins at a constant or a size.
bool is_alias(const Expr& node);

/// Is it such a slice?
bool is_leading_slice(const Expr& node);

/// How many bytes behind the beginning of its operand, of these sizes, a leading slice begins. Error where the operand
/// lacks some of the entries.
std::size_t slice_offset(const Expr& node, std::span<const std::int64_t> operand_sizes, const Bindings& bindings);

}  // namespace nabla::detail
