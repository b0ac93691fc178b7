#include <nabla/io/atomic_file.hpp>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/io/file_path.hpp>

namespace nabla {
namespace {

template <class Call>
auto again_if_interrupted(Call&& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path, Where where) : path_(path), where_(where) {
  try {
    path_ = followed(path);
  } catch (const Error& error) {
    throw Error(where, fmt::format("{}: {}", escaped(path), error.message()));
  }
  create();
}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const char* what) const {
  throw Error(where_, fmt::format("{}: {}: {}", escaped(path_), what, std::strerror(errno)));
}

void AtomicFile::create() {
  static std::atomic<unsigned> counter{0};
  struct stat old {};
  // To rename onto a device or a pipe would replace it by a file.
  if (::stat(path_.c_str(), &old) == 0 && !S_ISREG(old.st_mode))
    throw Error(where_, fmt::format("{}: not a regular file", escaped(path_)));
  const std::string prefix = folder_of(path_) + "/." + name_in_folder(path_);
  while (true) {
    std::string name = fmt::format("{}.{}-{}.tmp", prefix, ::getpid(), counter++);
    file_ = again_if_interrupted([&] { return ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); });
    if (file_ >= 0) return void(temporary_ = std::move(name));
    if (errno != EEXIST) fail("no temporary file beside it");  // one that a killed process of the same number left
  }
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = again_if_interrupted([&] { return ::write(file_, from, bytes); });
    if (written < 0) fail("not written");
    from += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::keep_permissions() const {
  struct stat old {};
  if (::stat(path_.c_str(), &old) == 0 && ::fchmod(file_, old.st_mode & 0777U) != 0) fail("permissions not kept");
}

void AtomicFile::close_file() {
  // After EINTR the descriptor is closed all the same.
  if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) fail("not closed");
}

void AtomicFile::flush_folder() const {
  const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;  // a folder that may be written but not read: the rename stands, flushed with the next sync
  const int result = again_if_interrupted([&] { return ::fsync(folder); });
  const int reason = errno;
  ::close(folder);
  errno = reason;
  if (result != 0 && reason != EINVAL && reason != ENOTSUP) fail("in its place, but the folder was not flushed");
}

void AtomicFile::commit() {
  keep_permissions();
  if (again_if_interrupted([&] { return ::fsync(file_); }) != 0) fail("not flushed");
  close_file();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("not renamed");
  temporary_.clear();
  flush_folder();
}

}  // namespace nabla
