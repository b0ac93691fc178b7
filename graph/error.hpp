#pragma once

#include <exception>
#include <string>

#include <nabla/graph/where.hpp>

namespace nabla {

/// The one exception for a user's mistake: a wrong shape, dtype, axis, feed, file or option. The first line of what()
/// is short and starts with the user's line ("model.cpp:41: matmul: inner sizes differ: 784 and 512"); further lines
/// show the operands. Mistakes of the library itself are assertions.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : Error(Where{}, std::move(message)) {}
  Error(Where where, std::string message);

  const char* what() const noexcept override { return text_.c_str(); }
  /// The text without the place.
  const std::string& message() const { return message_; }
  Where where() const { return where_; }

 private:
  Where where_;
  std::string message_;
  std::string text_;
};

/// "model.cpp:41": the file's last component, so that texts do not depend on where a tree is checked out.
std::string to_string(Where where);

}  // namespace nabla
