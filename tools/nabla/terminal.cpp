#include "terminal.hpp"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace nabla::tool {
namespace {

std::string coloured(const std::string& text, const char* code, Stream stream) {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool plain = (no_color && *no_color) || (terminal && std::string_view(terminal) == "dumb") ||
                     !::isatty(stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO);
  return plain ? text : code + text + "\x1b[0m";
}

}  // namespace

std::string red(const std::string& text, Stream stream) { return coloured(text, "\x1b[31m", stream); }
std::string green(const std::string& text, Stream stream) { return coloured(text, "\x1b[32m", stream); }

}  // namespace nabla::tool
