#pragma once

#include <cstddef>
#include <cstdint>

#include "team.hpp"

namespace limit {

/// The mean over the rows of -log(softmax(x))[label], and dx, its gradient; x and dx are [rows, n], n at least 16.
float softmax_cross_entropy(Team& team, const float* x, const std::int32_t* labels, float* dx, std::size_t rows,
                            std::size_t n);

}  // namespace limit
