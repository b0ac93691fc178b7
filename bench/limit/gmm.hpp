#pragma once

#include <cstddef>
#include <memory>

namespace limit::f64 {

/// The log-likelihood of points in 10 dimensions under a mixture of 25 Gaussians, and its gradient: GradBench's gmm
/// (bench/gradbench/problems.hpp has the formula), reversed by hand.
class Gmm {
 public:
  static constexpr std::size_t kDims = 10, kComponents = 25, kBelow = kDims * (kDims - 1) / 2;
  static constexpr std::size_t kParameters = kComponents * (1 + 2 * kDims + kBelow);  // alpha, mu, q, l

  /// x is [n, kDims]; `constant` is the value's part that depends on nothing but sizes.
  Gmm(const double* x, std::size_t n, double constant);
  ~Gmm();
  /// The value; `gradient` has an entry for each parameter.
  double run(const double* parameters, double* gradient);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace limit::f64
