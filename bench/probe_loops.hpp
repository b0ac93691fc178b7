#pragma once
// The loops of probe.cpp, compiled once for each instruction set (probe_loops.cpp).

#include <cstddef>

namespace bench {

struct ProbeLoops {
  const char* isa;
  std::size_t flop_f32, flop_f64;  // of a turn
  void (*fma_f32)(std::size_t turns);
  void (*fma_f64)(std::size_t turns);
  void (*read)(const float* x, std::size_t n);
  void (*triad)(float* a, const float* b, const float* c, std::size_t n);
};

namespace v2 {
extern const ProbeLoops loops;
}
namespace v3 {
extern const ProbeLoops loops;
}
namespace v4 {
extern const ProbeLoops loops;
}
namespace plain {
extern const ProbeLoops loops;
}

}  // namespace bench
