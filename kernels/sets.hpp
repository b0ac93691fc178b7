#pragma once
// The kernel sets in the library, each compiled for one instruction set; for kernels() and for the tests.

#include <nabla/kernels/kernels.hpp>

#include <cstddef>

namespace nabla::kernels {

namespace v2 {
extern const Kernels table;
}
namespace v3 {
extern const Kernels table;
}
namespace v4 {
extern const Kernels table;
}
namespace plain {
extern const Kernels table;
}

/// The i-th set that this processor runs, slowest first; null past the last. There is always one.
const Kernels* runnable(std::size_t i);

/// The set named `wanted`. Where the processor lacks it, the best below it; null or an unknown name asks for the best.
const Kernels& choose(const char* wanted);

}  // namespace nabla::kernels
