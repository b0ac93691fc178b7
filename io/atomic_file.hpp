#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nabla/graph/where.hpp>

namespace nabla {

/// A file that is written whole or not at all: whoever opens `path`, also after a crash at any moment, finds what was
/// there before or all that was written. The bytes go to a temporary file in the same folder, ".NAME.PID-NUMBER.tmp";
/// commit() flushes it to the disk, renames it, and flushes the folder. Without commit() the temporary file is removed;
/// only a process that is killed leaves it behind.
///
///   AtomicFile file("model.json");
///   file.write(text);
///   file.commit();
///
/// A symbolic link is followed: what it points to is replaced. A file that is there keeps its permissions. Every
/// failure is an Error with the caller's line, the path and the system's reason, and leaves the old file as it was.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path, Where where = Where::here());
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  void write(const void* data, std::size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }
  /// Puts the file in its place; nothing can be written after it.
  void commit();

 private:
  [[noreturn]] void fail(const char* what) const;
  void create();
  void keep_permissions() const;
  void close_file();
  void flush_folder() const;

  std::string path_;
  std::string temporary_;
  Where where_;
  int file_ = -1;
};

}  // namespace nabla
