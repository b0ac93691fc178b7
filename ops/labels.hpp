#pragma once

#include <string>

#include <nabla/graph/type.hpp>
#include <nabla/graph/view.hpp>

namespace nabla::detail {

/// " at [2, 3]", where entry i is; nothing for a scalar.
std::string index_text(const View& x, std::size_t i);

/// Error unless the labels are integers.
void require_labels(const Type& labels);
/// Label i, of i32 or i64. Error for one that is not in [0, count).
std::size_t label_at(const View& labels, std::size_t i, std::size_t count);

}  // namespace nabla::detail
