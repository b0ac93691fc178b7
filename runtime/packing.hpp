#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <nabla/runtime/lifetimes.hpp>

namespace nabla::detail {

/// Where blocks lie in one memory, so that those in use at the same time do not overlap.
struct Packing {
  std::vector<std::size_t> offsets;  // by block
  std::size_t size = 0;              // of the memory
};

/// Packs blocks, sorted by their begin, whose bytes are multiples of Arena::alignment, into little memory: as they
/// come, each into the smallest part that fits; and where that takes more than `least` bytes, the most that is in use
/// at one time, also the largest or the longest in use first, each as low as it fits, and then in orders that follow
/// from what went wrong. Of many thousands of blocks only the first is tried, in time n log n.
Packing pack(std::span<const Block> blocks, std::size_t least);

}  // namespace nabla::detail
