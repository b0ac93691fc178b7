#include <nabla/graph/read_write_lock.hpp>

#include <atomic>

namespace nabla {

void ReadWriteLock::wait_to_write() {
  for (std::uint32_t seen = __atomic_load_n(&word_, __ATOMIC_RELAXED);;) {
    if ((seen & ~awaited) != 0)
      wait(seen), seen = __atomic_load_n(&word_, __ATOMIC_RELAXED);
    else if (exchange(seen, seen | writing))
      return;
  }
}

void ReadWriteLock::wait_to_read() {
  for (std::uint32_t seen = __atomic_load_n(&word_, __ATOMIC_RELAXED);;) {
    if (seen & writing)
      wait(seen), seen = __atomic_load_n(&word_, __ATOMIC_RELAXED);
    else if (exchange(seen, seen + 1))
      return;
  }
}

/// Sleeps until the word, as it was seen, changes; who changes it knows of the sleeper.
void ReadWriteLock::wait(std::uint32_t seen) {
  const std::uint32_t noted = seen | awaited;
  if (seen == noted || exchange(seen, noted)) std::atomic_ref(word_).wait(noted);
}

/// Unless somebody has come in the meantime, who will wake them then.
void ReadWriteLock::wake_after_last_reader() noexcept {
  std::uint32_t seen = awaited;
  if (exchange(seen, 0)) wake();
}

void ReadWriteLock::wake() noexcept { std::atomic_ref(word_).notify_all(); }

}  // namespace nabla
