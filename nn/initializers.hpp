#pragma once

#include <nabla/graph/rng.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

/// Weights drawn uniformly from [-limit, limit], limit = sqrt(6 / (fan_in + fan_out)), which keeps the variance of
/// values and gradients alike from layer to layer (X. Glorot, Y. Bengio, AISTATS 2010; Keras's default for Dense). The
/// fans are the last two sizes, times the product of those before them (a convolution's window); of rank 1 both are its
/// size. f32 or f64; Error for another dtype or rank 0.
Tensor glorot_uniform(DType dtype, Sizes sizes, Rng& rng);

}  // namespace nabla
