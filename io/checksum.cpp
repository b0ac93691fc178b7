#include <nabla/io/checksum.hpp>

#include <fmt/format.h>
#include <zlib.h>

namespace nabla {

void Checksum::add(const void* from, std::size_t bytes) {
  if (bytes == 0) return;  // of a null pointer zlib makes the first value again
  crc_ = static_cast<std::uint32_t>(crc32_z(crc_, static_cast<const Bytef*>(from), bytes));
  adler_ = static_cast<std::uint32_t>(adler32_z(adler_, static_cast<const Bytef*>(from), bytes));
}

std::string Checksum::crc() const { return fmt::format("{:08x}", crc_); }
std::string Checksum::id() const { return fmt::format("{:08x}{:08x}", crc_, adler_); }

}  // namespace nabla
