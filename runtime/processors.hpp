#pragma once

#include <cstddef>

namespace nabla::detail {

/// The number of processors that this process may run on.
std::size_t processors();

/// The number of threads that a Function works with: as wanted; where that is 0, what the environment variable
/// NABLA_THREADS says, or else one for each processor. Error, without a place, where the variable is no number from 1
/// to 1024.
std::size_t thread_count(std::size_t wanted);

}  // namespace nabla::detail
