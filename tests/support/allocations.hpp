#pragma once

#include <cstddef>

namespace nabla::test {

/// Can this build count? Not under a sanitizer, which has an allocator of its own, nor without glibc.
bool counts_allocations();
/// How often this thread has asked for memory: malloc and all that ends there, operator new among it.
std::size_t allocations();
/// How often any thread has.
std::size_t allocations_of_all_threads();

}  // namespace nabla::test
