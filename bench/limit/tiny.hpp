#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "buffer.hpp"

namespace limit {

/// The training step of 2-16-16-1, tanh, mean squared error, with all sizes known to the compiler: a layer is one or a
/// few registers, the square weights are kept along with their transpose.
class TinyMlp {
 public:
  static constexpr std::size_t kIn = 2, kHidden = 16;
  using Weights = std::array<std::vector<float>, 6>;  // W1, b1, W2, b2, W3, b3, row-major

  explicit TinyMlp(const Weights& weights);
  /// The loss before the update; x is [batch, 2], t [batch, 1], batch 1 or 8.
  float step(const float* x, const float* t, std::size_t batch, float rate);
  Weights weights() const;

 private:
  template <std::size_t B>
  float step(const float* x, const float* t, float rate);

  Buffer w1_{kIn * kHidden}, b1_{kHidden}, w2_{kHidden * kHidden}, w2_transposed_{kHidden * kHidden}, b2_{kHidden},
      w3_{kHidden};
  float b3_;
};

}  // namespace limit
