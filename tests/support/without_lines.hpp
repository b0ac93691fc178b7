#pragma once
// A text without line numbers, an Error's for one, "model.cpp:41: matmul: ..." as "model.cpp: matmul: ...", so that a
// test of what the text says does not change whenever a line is added above it. (That the line is right is a test of
// graph/.)

#include <cctype>
#include <string>

#include "support/message.hpp"

namespace nabla::test {

inline std::string without_lines(std::string text) {
  const std::string suffix = ".cpp:";
  for (std::size_t at = text.find(suffix); at != std::string::npos; at = text.find(suffix, at + 1)) {
    const std::size_t colon = at + suffix.size() - 1;
    std::size_t end = colon + 1;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
    if (end > colon + 1) text.erase(colon, end - colon);
  }
  return text;
}

template <class Body>
std::string message_without_lines(Body&& body) {
  return without_lines(message_of(body));
}

}  // namespace nabla::test
