#pragma once

#include <string>
#include <vector>

#include <nabla/nabla.hpp>

/// Images as f32[n, 784] with pixels in [0, 1], and their classes as i32[n].
struct Dataset {
  nabla::Tensor images;
  nabla::Tensor labels;

  std::int64_t size() const { return labels.sizes()[0]; }
  /// The images and labels numbered first, ..., first + count - 1, sharing memory.
  Dataset slice(std::int64_t first, std::int64_t count) const;
};

/// Reads `prefix`-images-idx3-ubyte and `prefix`-labels-idx1-ubyte in the folder, gzipped (.gz) or plain; prefix is
/// "train" or "t10k". nabla::Error names the file and what is wrong.
Dataset read_dataset(const std::string& folder, const std::string& prefix);

/// Copies the examples numbered order[first], order[first + 1], ... into the batch.
void gather(const Dataset& from, const std::vector<std::uint32_t>& order, std::size_t first, Dataset& batch);
