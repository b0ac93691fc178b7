#include <nabla/runtime/processors.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

#include <nabla/graph/error.hpp>

namespace nabla::detail {

std::size_t processors() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::size_t>(CPU_COUNT(&set));
#endif
  return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

std::size_t thread_count(std::size_t wanted) {
  if (wanted > 0) return wanted;
  const char* const variable = std::getenv("NABLA_THREADS");
  if (!variable) return processors();
  const std::string_view text = variable;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 1 || count > 1024)
    throw Error("NABLA_THREADS is \"" + std::string(text) + "\", but must be a number from 1 to 1024");
  return count;
}

}  // namespace nabla::detail
