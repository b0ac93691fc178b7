#pragma once
// Private: writers of the same folder take turns.

#include <string>

namespace nabla {

/// Waits until no other process or thread has the folder's lock, and has it while it lives (flock: it ends with the
/// process, and leaves no file). Where a folder cannot be locked, as on some network drives, held() is false.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

  bool held() const { return held_; }

 private:
  int folder_ = -1;
  bool held_ = false;
};

}  // namespace nabla
