#include <nabla/graph/error.hpp>

#include <string_view>

namespace nabla {

Error::Error(Where where, std::string message)
    : where_(where),
      message_(std::move(message)),
      text_(where.known() ? to_string(where) + ": " + message_ : message_) {}

std::string to_string(Where where) {
  if (!where.known()) return "unknown place";
  const std::string_view path = where.file;
  const std::string_view file = path.substr(path.find_last_of('/') + 1);
  return std::string(file) + ":" + std::to_string(where.line);
}

}  // namespace nabla
