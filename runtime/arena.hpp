#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace nabla::detail {

/// Deals out parts of one block of memory, as offsets, while a planner walks through a schedule. Best fit; parts given
/// back join their free neighbours. Each operation takes logarithmic time.
class Arena {
 public:
  /// Offsets and sizes are multiples of this: a cache line, and the widest vector register.
  static constexpr std::size_t alignment = 64;

  /// The offset of `bytes` bytes (a multiple of the alignment, not 0).
  std::size_t take(std::size_t bytes);
  void give(std::size_t offset, std::size_t bytes);
  /// The size of the block.
  std::size_t size() const { return size_; }

 private:
  void insert(std::size_t offset, std::size_t bytes);
  void erase(std::map<std::size_t, std::size_t>::iterator part);

  std::map<std::size_t, std::size_t> free_;                 // offset -> bytes
  std::set<std::pair<std::size_t, std::size_t>> by_bytes_;  // the same as (bytes, offset)
  std::size_t size_ = 0;
};

}  // namespace nabla::detail
