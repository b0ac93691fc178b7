#pragma once
// Options that dot and html share.

#include <nabla/graph/dot.hpp>

namespace CLI {
class App;
}

namespace nabla::tool {

void add_direction(CLI::App& command, DotDirection& direction);
void add_symbol_size(CLI::App& command, std::int64_t& size);

}  // namespace nabla::tool
