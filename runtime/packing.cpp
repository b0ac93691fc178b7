#include <nabla/runtime/packing.hpp>

#include <algorithm>
#include <numeric>
#include <optional>

#include <nabla/runtime/arena.hpp>

namespace nabla::detail {
namespace {

/// Walks through time, giving each block memory and taking it back.
Packing pack_as_they_come(std::span<const Block> blocks) {
  std::vector<std::uint32_t> by_end(blocks.size());
  std::iota(by_end.begin(), by_end.end(), 0U);
  std::ranges::stable_sort(by_end, {}, [&](std::uint32_t i) { return blocks[i].end; });
  Packing packing{std::vector<std::size_t>(blocks.size())};
  Arena arena;
  auto ended = by_end.begin();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (; blocks[*ended].end < blocks[i].begin; ++ended) arena.give(packing.offsets[*ended], blocks[*ended].bytes);
    packing.offsets[i] = arena.take(blocks[i].bytes);
  }
  packing.size = arena.size();
  return packing;
}

/// The largest first, each as low as those that lie already allow. Nothing when that takes more than `steps`.
std::optional<Packing> pack_largest_first(std::span<const Block> blocks, std::size_t steps) {
  std::vector<std::uint32_t> order(blocks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::greater<>(), [&](std::uint32_t i) { return blocks[i].bytes; });
  struct Placed {
    std::size_t offset, limit;
    std::uint32_t begin, end;
  };
  std::vector<Placed> placed;  // by offset
  Packing packing{std::vector<std::size_t>(blocks.size())};
  for (const std::uint32_t i : order) {
    const Block& block = blocks[i];
    if (steps < placed.size()) return std::nullopt;
    steps -= placed.size();
    std::size_t offset = 0;
    for (const Placed& other : placed) {
      if (other.end < block.begin || block.end < other.begin) continue;
      if (other.offset >= offset + block.bytes) break;
      offset = std::max(offset, other.limit);
    }
    packing.offsets[i] = offset;
    packing.size = std::max(packing.size, offset + block.bytes);
    placed.insert(std::ranges::upper_bound(placed, offset, {}, &Placed::offset),
                  {offset, offset + block.bytes, block.begin, block.end});
  }
  return packing;
}

}  // namespace

Packing pack(std::span<const Block> blocks, std::size_t least) {
  Packing best = pack_as_they_come(blocks);
  if (best.size == least) return best;
  constexpr std::size_t steps = 4'000'000;
  if (auto other = pack_largest_first(blocks, steps); other && other->size < best.size) best = std::move(*other);
  return best;
}

}  // namespace nabla::detail
