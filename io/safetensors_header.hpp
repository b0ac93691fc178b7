#pragma once
// Private: the part of a safetensors file that says what the rest is.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nabla/graph/tensor.hpp>

namespace nabla {

struct SafetensorsHeader {
  static constexpr std::uint64_t most_bytes = 100'000'000;  // the format's own limit
  static constexpr std::size_t most_axes = 64;

  struct Entry {
    std::string name;
    DType dtype = f32;
    Sizes sizes;
    std::uint64_t begin = 0, end = 0;  // bytes from the end of the header
  };
  std::vector<Entry> entries;  // as they lie in the file
  std::map<std::string, std::string, std::less<>> metadata;

  /// As JSON, {"W":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}. Error for a name that is not UTF-8.
  std::string json() const;
  /// Reads it. `data_bytes` follow the header, and the entries must fill them, each in its place: Error otherwise, as
  /// for all that read_safetensors() refuses.
  static SafetensorsHeader parse(std::string_view json, std::uint64_t data_bytes);
};

}  // namespace nabla
