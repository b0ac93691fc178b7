#pragma once

#include <utility>

#include <nabla/nabla.hpp>

/// Eight images of noise and their labels, so that the first lesson needs no file; the second reads real ones.
inline std::pair<nabla::Tensor, nabla::Tensor> some_images() {
  nabla::Rng rng(7);
  nabla::Tensor images = nabla::Tensor::empty(nabla::f32, {8, 784});
  for (float& pixel : images.mutable_span<float>()) pixel = static_cast<float>(rng.uniform());
  return {images, nabla::Tensor::from_vector<std::int32_t>({8}, {0, 1, 2, 3, 4, 5, 6, 7})};
}
