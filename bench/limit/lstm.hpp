#pragma once

#include <cstddef>
#include <memory>

namespace limit::f64 {

/// The loss of two layers of LSTM with diagonal weights on characters of 14 bits, and its gradient: GradBench's lstm
/// (bench/gradbench/problems.hpp has the formula), reversed by hand.
class Lstm {
 public:
  static constexpr std::size_t kBits = 14, kLayers = 2;
  static constexpr std::size_t kParameters = (8 * kLayers + 3) * kBits;

  /// `state` is [2 kLayers, kBits], `sequence` is [characters, kBits].
  Lstm(const double* state, const double* sequence, std::size_t characters);
  ~Lstm();
  /// The value; `gradient` has an entry for each parameter.
  double run(const double* parameters, double* gradient);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace limit::f64
