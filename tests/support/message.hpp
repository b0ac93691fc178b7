#pragma once
// The exact text of the Error that a body throws: `CHECK(message_of([&] { x + y; }) == "...")`.

#include <string>

#include <nabla/graph/error.hpp>

namespace nabla::test {

template <class Body>
std::string message_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "(no error)";
}

inline std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace nabla::test
