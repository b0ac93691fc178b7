#include <nabla/io/input_file.hpp>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/graph/error.hpp>

namespace nabla {

InputFile::InputFile(const std::string& path) {
  // O_NONBLOCK: to open a pipe must not wait for its writer.
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file_ < 0) throw Error(std::strerror(errno));
  struct stat info {};
  const bool regular = ::fstat(file_, &info) == 0 && S_ISREG(info.st_mode);
  if (regular)
    size_ = static_cast<std::uint64_t>(info.st_size);
  else
    ::close(file_);
  if (!regular) throw Error("not a regular file");
}

InputFile::~InputFile() { ::close(file_); }

void InputFile::read(void* to, std::size_t bytes) {
  auto* place = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = ::read(file_, place, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error(std::strerror(errno));
    if (got == 0) throw Error("the file was cut while it was read");
    place += got;
    bytes -= static_cast<std::size_t>(got);
  }
}

std::string InputFile::text() {
  std::string all(size_, '\0');
  read(all.data(), all.size());
  return all;
}

}  // namespace nabla
