#pragma once
// Small whole numbers, whose products and sums are exact in either float.

#include "support/pointwise.hpp"

namespace nabla::test {

/// A value of them, another one for each seed.
inline Tensor filled(DType dtype, const Sizes& sizes, int seed) {
  Numbers entries(static_cast<std::size_t>(elements(sizes)));
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i] = static_cast<double>((i * 37 + static_cast<std::size_t>(seed) * 11) % 19) - 9;
  return tensor(dtype, sizes, entries);
}

}  // namespace nabla::test
