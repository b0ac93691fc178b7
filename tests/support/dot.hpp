#pragma once
// Drawings as text.

#include <sstream>
#include <string>

#include <nabla/graph/dot.hpp>

namespace nabla::test {

inline std::string dot_of(const Exprs& outputs, const DotOptions& options = {}) {
  std::ostringstream out;
  write_dot(out, outputs, options);
  return out.str();
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace nabla::test
