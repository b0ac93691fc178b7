#include "support/allocations.hpp"

#include <atomic>
#include <cstdlib>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define NABLA_TEST_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NABLA_TEST_SANITIZED
#endif

namespace {

thread_local std::size_t count = 0;
std::atomic<std::size_t> all = 0;

[[maybe_unused]] void note() {
  ++count;
  all.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

namespace nabla::test {

std::size_t allocations() { return count; }
std::size_t allocations_of_all_threads() { return all.load(std::memory_order_relaxed); }

#if defined(__GLIBC__) && !defined(NABLA_TEST_SANITIZED)

bool counts_allocations() { return true; }

}  // namespace nabla::test

// glibc lets a program have its own malloc; these count and pass on.
extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t number, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

void* malloc(std::size_t bytes) noexcept {
  note();
  return __libc_malloc(bytes);
}
void* calloc(std::size_t number, std::size_t bytes) noexcept {
  note();
  return __libc_calloc(number, bytes);
}
void* realloc(void* old, std::size_t bytes) noexcept {
  note();
  return __libc_realloc(old, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  note();
  return __libc_memalign(alignment, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  note();
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  note();
  *memory = __libc_memalign(alignment, bytes);
  return *memory ? 0 : 12;  // ENOMEM
}
}

#else

bool counts_allocations() { return false; }

}  // namespace nabla::test

#endif
