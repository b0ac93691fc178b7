#pragma once

#include <cstddef>

namespace nabla {

/// What the intermediate values of a call take, in bytes. Inputs, parameters, constants, and results that are written
/// straight into an output do not count.
struct MemoryReport {
  std::size_t peak = 0;           ///< the one block that a call works in
  std::size_t alive = 0;          ///< the most that is alive at one time: no plan of this schedule takes less
  std::size_t without_reuse = 0;  ///< what it would take to give each value memory of its own
};

}  // namespace nabla
