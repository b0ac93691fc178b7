#pragma once

#include <cstdint>

namespace nabla {

/// A lock for one writer or any number of readers: std::shared_mutex's members in one word, at a quarter of its cost
/// when nobody else wants it. A reader never waits for a writer that waits, so that readers may read again.
class ReadWriteLock {
 public:
  ReadWriteLock() = default;
  ReadWriteLock(const ReadWriteLock&) = delete;
  ReadWriteLock& operator=(const ReadWriteLock&) = delete;

  void lock() {
    std::uint32_t free = 0;
    if (!exchange(free, writing)) wait_to_write();
  }
  void unlock() noexcept {
    if (__atomic_exchange_n(&word_, 0U, __ATOMIC_ACQ_REL) & awaited) wake();
  }
  void lock_shared() {
    std::uint32_t seen = __atomic_load_n(&word_, __ATOMIC_RELAXED);
    if (seen & writing || !exchange(seen, seen + 1)) wait_to_read();
  }
  void unlock_shared() noexcept {
    if (__atomic_sub_fetch(&word_, 1U, __ATOMIC_ACQ_REL) == awaited) wake_after_last_reader();
  }

 private:
  static constexpr std::uint32_t writing = 1U << 31, awaited = 1U << 30;  // the other bits count readers

  bool exchange(std::uint32_t& expected, std::uint32_t desired) {
    return __atomic_compare_exchange_n(&word_, &expected, desired, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
  }
  void wait_to_write();
  void wait_to_read();
  void wait(std::uint32_t seen);
  void wake_after_last_reader() noexcept;
  void wake() noexcept;

  std::uint32_t word_ = 0;
};

}  // namespace nabla
