#include <nabla/runtime/arena.hpp>

#include <iterator>

namespace nabla::detail {

std::size_t Arena::take(std::size_t bytes) {
  if (const auto fit = by_bytes_.lower_bound({bytes, 0}); fit != by_bytes_.end()) {
    const auto [room, offset] = *fit;
    erase(free_.find(offset));
    if (room > bytes) insert(offset + bytes, room - bytes);
    return offset;
  }
  // Nothing fits: the block grows, from where its free end begins.
  std::size_t offset = size_;
  if (!free_.empty()) {
    const auto last = std::prev(free_.end());
    if (last->first + last->second == size_) {
      offset = last->first;
      erase(last);
    }
  }
  size_ = offset + bytes;
  return offset;
}

void Arena::give(std::size_t offset, std::size_t bytes) {
  auto next = free_.lower_bound(offset);
  if (next != free_.end() && next->first == offset + bytes) {
    bytes += next->second;
    erase(std::exchange(next, std::next(next)));
  }
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == offset) {
      offset = before->first;
      bytes += before->second;
      erase(before);
    }
  }
  insert(offset, bytes);
}

void Arena::insert(std::size_t offset, std::size_t bytes) {
  free_.emplace(offset, bytes);
  by_bytes_.emplace(bytes, offset);
}

void Arena::erase(std::map<std::size_t, std::size_t>::iterator part) {
  by_bytes_.erase({part->second, part->first});
  free_.erase(part);
}

}  // namespace nabla::detail
