#pragma once
// 0, 1, 2, ...: entries that say where they come from.

#include "support/pointwise.hpp"

namespace nabla::test {

inline Numbers counted(std::size_t n) {
  Numbers entries(n);
  for (std::size_t i = 0; i < n; ++i) entries[i] = static_cast<double>(i);
  return entries;
}

/// A constant of these sizes with them.
inline Expr counting(DType dtype, const Sizes& sizes) {
  return constant(tensor(dtype, sizes, counted(static_cast<std::size_t>(elements(sizes)))));
}

}  // namespace nabla::test
