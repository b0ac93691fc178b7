#pragma once

#include <cstddef>

namespace limit {

/// y_0 = x and y_{i+1} = tanh(y_i w + x), `links` times, for n numbers side by side, n at most 8. Returns the sum of
/// the last y, and its gradient with respect to w and x. `memory` holds (links + 1) * 16 numbers.
float chain(const float* x, const float* w, std::size_t n, std::size_t links, float* memory, float* dw, float* dx);

}  // namespace limit
