#pragma once
// Private: a file read from its beginning to its end.

#include <cstdint>
#include <string>

namespace nabla {

/// Every failure is an Error, without a place, that says the reason; "not a regular file" for a folder, pipe or device.
class InputFile {
 public:
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  /// Its bytes when it was opened.
  std::uint64_t size() const { return size_; }
  /// The next bytes; Error where the file ends before: it was cut while it was read.
  void read(void* to, std::size_t bytes);
  /// All of it.
  std::string text();

 private:
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace nabla
