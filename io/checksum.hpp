#pragma once
// Private: what tells that bytes have changed by accident.

#include <cstddef>
#include <cstdint>
#include <string>

namespace nabla {

/// Of bytes that come piece by piece: zlib's CRC-32, which finds every flipped bit, and Adler-32 beside it.
class Checksum {
 public:
  void add(const void* from, std::size_t bytes);
  /// The CRC-32 in 8 hexadecimal digits.
  std::string crc() const;
  /// Both, in 16: contents that differ have another one, but for a chance of 1 in 2^64 or a forger.
  std::string id() const;

 private:
  std::uint32_t crc_ = 0, adler_ = 1;
};

}  // namespace nabla
