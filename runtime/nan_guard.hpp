#pragma once

#include <cstdint>

namespace nabla {

/// Which values end a call of a Function. The Error names the node that gives the first of them, the user's line, the
/// statistics of the node's value and of its operands', and a way to it from an input:
///
///   model.cpp:41: nan_guard: log gives 3 NaN, 1 inf in 320 entries, the first at [2, 5]: nan
///     result : f32[32, 10] = log  model.cpp:41  min -4.6, mean -1.2, max 0, 0.938 % NaN, 0.312 % inf
///     p      : f32[32, 10] = sub  model.cpp:40  min -0.1, mean 0.4, max 1, 0.312 % zeros
///     x (model.cpp:38) -> matmul (model.cpp:39) -> p (model.cpp:40) -> log (model.cpp:41)
///
/// Looked at are feeds, the parameters that are read, and what instructions keep, in the order in which they run;
/// constants are not. What lives only inside a fused instruction is looked at when that keeps such a value: the call is
/// then repeated node by node up to there. Parameters stay as they were, and are updated only when all is well, not in
/// place; memory given to run() may hold some outputs then. A call that is not guarded costs nothing more.
enum class NanGuard : std::uint8_t {
  off,
  nan,         ///< NaN; infinities may be meant, as in a mask
  inf,         ///< infinities
  non_finite,  ///< both
};

}  // namespace nabla
