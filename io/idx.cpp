#include <nabla/io/idx.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

/// A gzipped or plain file; every mistake is an Error with its path.
class GzipFile {
 public:
  explicit GzipFile(const std::string& path) : path_(path) {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) fail(std::strerror(errno));
    if (!S_ISREG(info.st_mode)) fail("not a file");
    bytes_ = static_cast<std::uint64_t>(info.st_size);
    file_ = gzopen(path.c_str(), "rb");
    if (!file_) fail(errno ? std::strerror(errno) : "out of memory");
  }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;
  ~GzipFile() {
    if (file_) gzclose(file_);
  }

  /// How many bytes came, at most `count`; fewer only at the end of the file.
  std::size_t read(unsigned char* to, std::size_t count) {
    const int got = gzread(file_, to, static_cast<unsigned>(count));
    int code = Z_OK;
    const char* const reason = gzerror(file_, &code);
    if (got < 0 || (code != Z_OK && code != Z_BUF_ERROR)) fail(fmt::format("corrupt gzip data: {}", reason));
    if (code == Z_BUF_ERROR) fail("the gzip data end early: the file is truncated");
    return static_cast<std::size_t>(got);
  }

  /// The most bytes that can come out of the file: deflate does not shrink by more than 1032.
  std::uint64_t most_bytes() const { return gzdirect(file_) ? bytes_ : 1032 * bytes_; }

  [[noreturn]] void fail(const std::string& what) const { throw Error(fmt::format("{}: {}", path_, what)); }

 private:
  std::string path_;
  std::uint64_t bytes_ = 0;
  gzFile file_ = nullptr;
};

struct Header {
  unsigned type = 0;  // IDX's code
  std::size_t entry_bytes = 0;
  Sizes sizes;
};

std::size_t bytes_of_type(unsigned type) {
  switch (type) {
    case 0x08:
    case 0x09:
      return 1;
    case 0x0B:
      return 2;
    case 0x0C:
    case 0x0D:
      return 4;
    case 0x0E:
      return 8;
    default:
      return 0;
  }
}

Header read_header(GzipFile& file) {
  std::array<unsigned char, 4> word{};
  const auto next_word = [&] {
    if (file.read(word.data(), word.size()) != word.size()) file.fail("not an IDX file: it ends in the header");
  };
  next_word();
  Header header{word[2], bytes_of_type(word[2]), {}};
  if (word[0] != 0 || word[1] != 0 || header.entry_bytes == 0)
    file.fail(
        fmt::format("not an IDX file: it starts with {:02x} {:02x} {:02x} {:02x}", word[0], word[1], word[2], word[3]));
  const unsigned rank = word[3];
  for (unsigned axis = 0; axis < rank; ++axis) {
    next_word();
    header.sizes.push_back(std::int64_t{word[0]} << 24 | word[1] << 16 | word[2] << 8 | word[3]);
  }
  return header;
}

template <class Bits>
Bits big_endian(const unsigned char* bytes) {
  Bits bits = 0;
  for (std::size_t i = 0; i < sizeof(Bits); ++i) bits = static_cast<Bits>(bits << 8 | bytes[i]);
  return bits;
}

template <class T>
T decode(unsigned type, const unsigned char* bytes) {
  switch (type) {
    case 0x08:
      return static_cast<T>(bytes[0]);
    case 0x09:
      return static_cast<T>(static_cast<std::int8_t>(bytes[0]));
    case 0x0B:
      return static_cast<T>(static_cast<std::int16_t>(big_endian<std::uint16_t>(bytes)));
    case 0x0C:
      return static_cast<T>(static_cast<std::int32_t>(big_endian<std::uint32_t>(bytes)));
    case 0x0D:
      return static_cast<T>(std::bit_cast<float>(big_endian<std::uint32_t>(bytes)));
    default:
      return static_cast<T>(std::bit_cast<double>(big_endian<std::uint64_t>(bytes)));
  }
}

}  // namespace

Tensor read_idx(const std::string& path, DType dtype) {
  GzipFile file(path);
  const Header header = read_header(file);
  std::uint64_t entries = 1, bytes = 0;
  bool fits = true;
  for (const std::int64_t size : header.sizes)
    fits = fits && !__builtin_mul_overflow(entries, static_cast<std::uint64_t>(size), &entries);
  fits = fits && !__builtin_mul_overflow(entries, header.entry_bytes, &bytes) && bytes <= file.most_bytes();
  if (!fits)
    file.fail(fmt::format("its header promises {} entries, more than the file can hold", to_string(header.sizes)));

  Tensor tensor = Tensor::empty(dtype, header.sizes);
  std::array<unsigned char, 1 << 16> buffer{};  // a multiple of every entry's size
  std::uint64_t done = 0;
  while (done < bytes) {
    const std::size_t want = std::min<std::uint64_t>(buffer.size(), bytes - done);
    const std::size_t got = file.read(buffer.data(), want);
    if (got < want) file.fail(fmt::format("truncated: {} bytes of entries instead of {}", done + got, bytes));
    dispatch(dtype, [&]<class T>() {
      T* const to = tensor.mutable_span<T>().data() + done / header.entry_bytes;
      for (std::size_t i = 0; i < got / header.entry_bytes; ++i)
        to[i] = decode<T>(header.type, buffer.data() + i * header.entry_bytes);
    });
    done += got;
  }
  if (file.read(buffer.data(), 1) != 0) file.fail(fmt::format("more bytes than the {} its header promises", bytes));
  return tensor;
}

}  // namespace nabla
