#pragma once
// The training step of 784-512-512-10 (relu, softmax cross-entropy, plain gradient descent) as one would write it by
// hand for this net alone: products without packing, the bias, the activation, its mask and the update in their stores,
// no gradient array, the last layer padded to whole vectors, the team's parts meeting a few times only.

#include <array>
#include <cstdint>
#include <vector>

#include "buffer.hpp"
#include "team.hpp"

namespace limit {

class Mlp {
 public:
  static constexpr std::size_t kIn = 784, kHidden = 512, kOut = 10;
  using Weights = std::array<std::vector<float>, 6>;  // W1, b1, W2, b2, W3, b3, row-major

  Mlp(std::size_t batch, const Weights& weights, Team& team);  // batch: a multiple of 32
  /// The loss before the update W <- W - rate * gradient.
  float step(const float* x, const std::int32_t* labels, float rate);
  /// The logits, [batch, 10].
  void forward(const float* x, float* logits);
  Weights weights() const;

  static double flop_step(std::size_t batch);
  static double flop_forward(std::size_t batch);

 private:
  using Range = std::pair<std::size_t, std::size_t>;
  void hidden(const float* x, std::size_t k, const float* w, const float* b, float* h, Range columns);
  void logits(Range rows);
  float softmax(const std::int32_t* labels, Range rows);
  void cotangent_2(Range columns);
  void cotangent_1(Range rows);
  void update_bias(float* b, const float* dh, Range columns, float rate);
  void update_last(Range rows, float rate);
  void update(float* w, const float* x, std::size_t ldx, const float* dh, Range rows, float rate);

  std::size_t batch_;
  Team& team_;
  Buffer w1_, b1_, w2_, b2_, w3_, b3_;
  Buffer h1_, h2_, z_, dz_, w3_transposed_, dh2_, dh2_transposed_, dh1_, dh1_transposed_;
};

}  // namespace limit
