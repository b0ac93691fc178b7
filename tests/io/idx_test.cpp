#include <nabla/io/idx.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

#include <unistd.h>
#include <zlib.h>

#include <nabla/graph/error.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

/// A file in a temporary folder that goes away with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name)
      : folder_(std::filesystem::temp_directory_path() / ("nabla-idx-" + std::to_string(getpid()))),
        path_((folder_ / name).string()) {
    std::filesystem::create_directories(folder_);
  }
  ~TemporaryFile() { std::filesystem::remove_all(folder_); }
  const std::string& path() const { return path_; }

  void write(const std::vector<unsigned char>& bytes) const {
    std::ofstream out(path_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  void write_gzip(const std::vector<unsigned char>& bytes) const {
    const gzFile out = gzopen(path_.c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
  }
  void truncate(std::uintmax_t bytes) const { std::filesystem::resize_file(path_, bytes); }

 private:
  std::filesystem::path folder_;
  std::string path_;
};

const std::vector<unsigned char> matrix{0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255};

}  // namespace

TEST_CASE("an IDX file of bytes is read, plain and gzipped, into any dtype") {
  const TemporaryFile plain("plain"), gzipped("zipped.gz");
  plain.write(matrix);
  gzipped.write_gzip(matrix);
  for (const std::string& path : {plain.path(), gzipped.path()}) {
    const Tensor read = read_idx(path, f32);
    CHECK(same_bits(read, Tensor::from_vector<float>({2, 3}, {1, 2, 3, 4, 5, 255})));
    CHECK(read_idx(path, i32).at<std::int32_t>({1, 2}) == 255);
  }
}

TEST_CASE("IDX entries are big-endian and of several types") {
  const TemporaryFile file("types");
  file.write({0, 0, 0x09, 1, 0, 0, 0, 1, 0xFE});
  CHECK(read_idx(file.path(), i32).item<std::int32_t>() == -2);
  file.write({0, 0, 0x0B, 1, 0, 0, 0, 1, 0xFF, 0x00});
  CHECK(read_idx(file.path(), i32).item<std::int32_t>() == -256);
  file.write({0, 0, 0x0C, 1, 0, 0, 0, 1, 0x00, 0x01, 0x00, 0x00});
  CHECK(read_idx(file.path(), i64).item<std::int64_t>() == 65536);
  file.write({0, 0, 0x0D, 1, 0, 0, 0, 1, 0x3F, 0x80, 0x00, 0x00});
  CHECK(read_idx(file.path(), f64).item<double>() == 1.0);
  file.write({0, 0, 0x0E, 1, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(read_idx(file.path(), f64).item<double>() == -2.0);
}

TEST_CASE("a file that is not what it should be is refused with its path and the reason") {
  const TemporaryFile file("bad");
  const std::string path = file.path();
  CHECK_THROWS_WITH(read_idx(path, f32), path + ": No such file or directory");
  CHECK_THROWS_WITH(read_idx("/", f32), "/: not a file");
  file.write({});
  CHECK_THROWS_WITH(read_idx(path, f32), path + ": not an IDX file: it ends in the header");
  file.write({'P', 'K', 3, 4, 5, 6, 7, 8});
  CHECK_THROWS_WITH(read_idx(path, f32), path + ": not an IDX file: it starts with 50 4b 03 04");
  file.write(matrix);
  file.truncate(matrix.size() - 2);
  CHECK_THROWS_WITH(read_idx(path, f32), path + ": truncated: 4 bytes of entries instead of 6");
  std::vector<unsigned char> longer = matrix;
  longer.push_back(9);
  file.write(longer);
  CHECK_THROWS_WITH(read_idx(path, f32), path + ": more bytes than the 6 its header promises");
  file.write({0, 0, 0x08, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1});
  CHECK_THROWS_WITH(read_idx(path, f32), path +
                                             ": its header promises [4294967295, 4294967295, 4294967295] entries, "
                                             "more than the file can hold");
}

TEST_CASE("a gzipped file that is truncated or corrupt is refused") {
  const TemporaryFile file("bad.gz");
  std::vector<unsigned char> noise = matrix;
  noise[10] = 0x10;  // [2, 4099] entries of noise, which do not compress away
  noise.resize(12);
  unsigned state = 1;
  for (int i = 0; i < 2 * 4099; ++i)
    noise.push_back(static_cast<unsigned char>((state = state * 1664525 + 1013904223) >> 24));
  file.write_gzip(noise);
  REQUIRE(read_idx(file.path(), f32).elements() == 8198);
  const auto size = std::filesystem::file_size(file.path());
  file.truncate(size / 2);
  CHECK_THROWS_WITH(read_idx(file.path(), f32),
                    Catch::Matchers::StartsWith(file.path() + ": ") && Catch::Matchers::Contains("truncated"));
  file.write_gzip(noise);
  std::fstream damage(file.path(), std::ios::in | std::ios::out | std::ios::binary);
  damage.seekp(static_cast<std::streamoff>(size) - 6);  // in the checksum
  damage.put(static_cast<char>(0x5A));
  damage.close();
  CHECK_THROWS_WITH(read_idx(file.path(), f32), Catch::Matchers::StartsWith(file.path() + ": corrupt gzip data"));
}
