#include "drawing.hpp"

namespace nabla::tool {

void add_direction(CLI::App& command, DotDirection& direction) {
  const Choices<DotDirection> directions{{"down", DotDirection::down},
                                         {"up", DotDirection::up},
                                         {"right", DotDirection::right},
                                         {"left", DotDirection::left}};
  add_choice(command, "--direction", direction, directions, "where the arrows point to");
}

void add_symbol_size(CLI::App& command, std::int64_t& size) {
  command.add_option("--symbol-size", size, "what a symbolic size counts as in bytes")
      ->type_name("N")
      ->capture_default_str();
}

}  // namespace nabla::tool
