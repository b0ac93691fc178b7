#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include <nabla/graph/dtype.hpp>
#include <nabla/graph/shape.hpp>
#include <nabla/graph/where.hpp>

namespace nabla {

/// What the intermediate values of a call take, in bytes. Inputs, parameters, constants, and results that are written
/// straight into an output do not count.
struct MemoryReport {
  /// An intermediate value, or what an instruction keeps for itself while it runs.
  struct Value {
    std::string name;       ///< of the node; empty where it has none
    std::string operation;  ///< "matmul"; "matmul (scratch)" for what only that instruction sees
    DType dtype = DType::f32;
    Sizes sizes;
    std::size_t bytes = 0;  ///< whole cache lines
    Where where;            ///< the user's line
  };

  std::size_t peak = 0;           ///< the one block that a call works in
  std::size_t alive = 0;          ///< the most that is alive at one time: no plan of this schedule takes less
  std::size_t without_reuse = 0;  ///< what it would take to give each value memory of its own
  std::vector<Value> at_peak;     ///< what is alive then, the largest first: `alive` bytes together
};

/// The numbers in a line, then a line for each value that is alive at the peak:
///
///   peak 133120 bytes, alive at one time 133120, without reuse 268736
///     65536  f32[32, 512] = relu "hidden"  mlp.cpp:31
std::string to_string(const MemoryReport& report);
std::ostream& operator<<(std::ostream& out, const MemoryReport& report);

}  // namespace nabla
