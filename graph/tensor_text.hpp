#pragma once

#include <string>

#include <nabla/graph/tensor.hpp>

namespace nabla {

/// One entry, by its row-major position: the shortest text that reads back as the same number, in any locale; "nan",
/// "inf", "-inf"; "true", "false".
std::string entry_text(const View& values, std::size_t position);

/// The entries in brackets as to_string(Tensor) shows them: "[[1, 2, 3], [4, 5, 6]]", "0.5" for rank 0. With more than
/// 64 entries the long axes keep three at either end: "[1, 2, 3, ..., 98, 99, 100]".
std::string entries_text(const View& values);

/// The same on little room, as constants are shown in a graph: "[1, 2, 3, ... 100 entries]" from 9 entries on.
std::string constant_text(const View& values);

}  // namespace nabla
