#pragma once
// Constant states of random numbers.

#include <nabla/graph/leaf.hpp>
#include <nabla/ops/random_state.hpp>

namespace nabla::test {

inline RandomState state_at(std::int64_t seed, std::int64_t step) {
  return RandomState(constant(Tensor::from_vector<std::int64_t>({2}, {seed, step})));
}

}  // namespace nabla::test
