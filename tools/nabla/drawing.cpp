#include "drawing.hpp"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace nabla::tool {

void add_direction(CLI::App& command, DotDirection& direction) {
  static const std::map<std::string, DotDirection> directions{{"down", DotDirection::down},
                                                              {"up", DotDirection::up},
                                                              {"right", DotDirection::right},
                                                              {"left", DotDirection::left}};
  command.add_option("--direction", direction, "where the arrows point to: down, up, right or left")
      ->transform(CLI::Transformer(directions).description(""))
      ->type_name("WHERE");
}

void add_symbol_size(CLI::App& command, std::int64_t& size) {
  command.add_option("--symbol-size", size, "what a symbolic size counts as in bytes")
      ->type_name("N")
      ->capture_default_str();
}

}  // namespace nabla::tool
