// Picks the kernel set for this processor, once.

#include <nabla/kernels/kernels.hpp>
#include <nabla/kernels/sets.hpp>

#include <cstdlib>
#include <string_view>

namespace nabla::kernels {

namespace {

struct Set {
  const Kernels* table;
  bool (*runs)();
};

#if defined(__x86_64__)
// Feature by feature: clang learnt the names x86-64-v3 and x86-64-v4 only in version 18. The features asked for are
// those that tell the levels apart on processors that exist; the compilers' check includes the system's support for
// the registers. Without SSE4.2 there is no set, so v2 is not asked for.
bool always() { return true; }
bool has_v3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}
bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
constexpr Set kSets[] = {{&v2::table, always}, {&v3::table, has_v3}, {&v4::table, has_v4}};
#else
constexpr Set kSets[] = {{&plain::table, [] { return true; }}};
#endif

}  // namespace

const Kernels* runnable(std::size_t i) {
  for (const Set& set : kSets) {
    if (set.runs() && i-- == 0) return set.table;
  }
  return nullptr;
}

const Kernels& choose(const char* wanted) {
  const Kernels* best = nullptr;
  for (const Set& set : kSets) {  // slowest first
    if (set.runs()) best = set.table;
    if (wanted != nullptr && std::string_view(wanted) == set.table->isa) break;
  }
  return *best;
}

const Kernels& kernels() {
  static const Kernels& chosen = choose(std::getenv("NABLA_ISA"));
  return chosen;
}

}  // namespace nabla::kernels
