// Any bytes are tensors, which then are written and read back alike, or an Error.

#include <algorithm>
#include <cstdlib>

#include <nabla/graph/error.hpp>
#include <nabla/io/safetensors_format.hpp>

using namespace nabla;

namespace {

Safetensors decoded(std::string_view bytes) {
  return decode_safetensors(bytes.size(), [&](void* to, std::size_t count) {
    if (count > bytes.size()) std::abort();
    std::copy_n(bytes.data(), count, static_cast<char*>(to));
    bytes.remove_prefix(count);
  });
}

std::string encoded(const Safetensors& content) {
  std::string bytes;
  encode_safetensors(content,
                     [&](const void* from, std::size_t count) { bytes.append(static_cast<const char*>(from), count); });
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Safetensors content;
  try {
    content = decoded({reinterpret_cast<const char*>(data), size});
  } catch (const Error&) {
    return 0;
  }
  const std::string bytes = encoded(content);
  if (encoded(decoded(bytes)) != bytes) std::abort();
  return 0;
}
