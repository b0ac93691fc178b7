#pragma once

namespace nabla {

/// A line of the user's code. `Where::here()` as a default argument records the caller's line; it is
/// std::source_location in spirit, which clang 14 does not have. A null file means "not known".
struct Where {
  const char* file = nullptr;
  unsigned line = 0;

  static constexpr Where here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return {file, line};
  }
  constexpr bool known() const { return file != nullptr; }
};

}  // namespace nabla
