#include <nabla/nn/initializers.hpp>

#include <cmath>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

struct Fans {
  double in, out;
};

Fans fans_of(const Sizes& sizes) {
  const std::size_t rank = sizes.size();
  const auto size = [&](std::size_t axis) { return static_cast<double>(sizes[axis]); };
  if (rank == 1) return {size(0), size(0)};
  double window = 1;
  for (std::size_t axis = 0; axis + 2 < rank; ++axis) window *= size(axis);
  return {size(rank - 2) * window, size(rank - 1) * window};
}

Tensor uniform(DType dtype, Sizes sizes, double limit, Rng& rng) {
  Tensor weights = Tensor::empty(dtype, std::move(sizes));
  dispatch_float(dtype, [&]<class T>() {
    for (T& w : weights.mutable_span<T>()) w = static_cast<T>(limit * (2 * rng.uniform() - 1));
  });
  return weights;
}

}  // namespace

Tensor glorot_uniform(DType dtype, Sizes sizes, Rng& rng) {
  if (!is_float(dtype)) throw Error("glorot_uniform: weights are f32 or f64, not " + std::string(to_string(dtype)));
  if (sizes.empty()) throw Error("glorot_uniform: a scalar has no fans; the rank must be at least 1");
  const auto [in, out] = fans_of(sizes);
  return uniform(dtype, std::move(sizes), std::sqrt(6 / (in + out)), rng);
}

}  // namespace nabla
