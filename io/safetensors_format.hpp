#pragma once
// Private: the bytes of a safetensors file, wherever they go to or come from.

#include <cstdint>
#include <functional>

#include <nabla/io/safetensors.hpp>

namespace nabla {

/// Takes the next bytes.
using ByteSink = std::function<void(const void* from, std::size_t bytes)>;
/// Gives just so many bytes, the next ones, or throws.
using ByteSource = std::function<void(void* to, std::size_t bytes)>;

/// Errors of both have no place and no path.
void encode_safetensors(const Safetensors& content, const ByteSink& sink);
/// `total` is how many bytes the source has.
Safetensors decode_safetensors(std::uint64_t total, const ByteSource& source);

}  // namespace nabla
