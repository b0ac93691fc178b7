#include "data.hpp"

#include <algorithm>
#include <filesystem>

namespace {

using nabla::Error;
using nabla::Tensor;

std::string find_file(const std::string& folder, const std::string& name) {
  for (const char* const suffix : {".gz", ""})
    if (const std::string path = folder + "/" + name + suffix; std::filesystem::exists(path)) return path;
  throw Error(folder + "/" + name + ": no such file, nor with .gz (Debian: apt-get install dataset-fashion-mnist)");
}

}  // namespace

Dataset Dataset::slice(std::int64_t first, std::int64_t count) const {
  const auto from = static_cast<std::size_t>(first), n = static_cast<std::size_t>(count);
  const auto pixels = static_cast<std::size_t>(images.sizes()[1]);
  return {Tensor::borrow(images.span<float>().subspan(from * pixels, n * pixels), {count, images.sizes()[1]}),
          Tensor::borrow(labels.span<std::int32_t>().subspan(from, n), {count})};
}

Dataset read_dataset(const std::string& folder, const std::string& prefix) {
  const std::string images_path = find_file(folder, prefix + "-images-idx3-ubyte");
  const std::string labels_path = find_file(folder, prefix + "-labels-idx1-ubyte");
  Tensor images = nabla::read_idx(images_path, nabla::f32);
  Tensor labels = nabla::read_idx(labels_path, nabla::i32);
  if (images.rank() != 3 || images.sizes()[1] != 28 || images.sizes()[2] != 28)
    throw Error(images_path + ": wants images of size [n, 28, 28], has " + nabla::to_string(images.sizes()));
  if (labels.rank() != 1 || labels.sizes()[0] != images.sizes()[0])
    throw Error(labels_path + ": wants " + std::to_string(images.sizes()[0]) + " labels, has " +
                nabla::to_string(labels.sizes()));
  for (const std::int32_t label : labels.span<std::int32_t>())
    if (label < 0 || label > 9) throw Error(labels_path + ": a label is " + std::to_string(label) + ", not 0 to 9");
  for (float& pixel : images.mutable_span<float>()) pixel /= 255;
  return {images.reshaped({images.sizes()[0], 784}), std::move(labels)};
}

void gather(const Dataset& from, const std::vector<std::uint32_t>& order, std::size_t first, Dataset& batch) {
  const auto images = from.images.span<float>();
  const auto labels = from.labels.span<std::int32_t>();
  const auto to_images = batch.images.mutable_span<float>();
  const auto to_labels = batch.labels.mutable_span<std::int32_t>();
  const auto pixels = static_cast<std::size_t>(from.images.sizes()[1]);
  for (std::size_t i = 0; i < to_labels.size(); ++i) {
    const std::size_t example = order[first + i];
    std::copy_n(images.begin() + static_cast<std::ptrdiff_t>(example * pixels), pixels,
                to_images.begin() + static_cast<std::ptrdiff_t>(i * pixels));
    to_labels[i] = labels[example];
  }
}
