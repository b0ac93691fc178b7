#include <nabla/runtime/packing.hpp>

#include <algorithm>
#include <numeric>
#include <optional>

#include <nabla/runtime/arena.hpp>

namespace nabla::detail {
namespace {

using Order = std::vector<std::uint32_t>;

Order in_order(std::span<const Block> blocks) {
  Order order(blocks.size());
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

/// Walks through time, giving each block memory and taking it back.
Packing pack_as_they_come(std::span<const Block> blocks) {
  Order by_end = in_order(blocks);
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

/// In the given order, each as low as those that lie already allow. Takes from `steps` one for each comparison; nothing
/// when they do not suffice.
std::optional<Packing> pack_low(std::span<const Block> blocks, const Order& order, std::size_t& steps) {
  struct Placed {
    std::size_t offset, limit;
    std::uint32_t begin, end;
  };
  std::vector<Placed> placed;  // by offset
  Packing packing{std::vector<std::size_t>(blocks.size())};
  for (const std::uint32_t i : order) {
    const Block& block = blocks[i];
    std::size_t offset = 0;
    if (steps < placed.size()) return std::nullopt;
    steps -= placed.size();
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

/// Tries orders, each the latest with the blocks in front that lay too high in it, until the size is about the least,
/// or `steps` comparisons are spent.
void improve(Packing& best, std::span<const Block> blocks, std::size_t least, Order order, std::size_t steps) {
  const std::size_t enough = least + least / 64;
  for (std::size_t round = 0; round < 32 && best.size > (round == 0 ? least : enough); ++round) {
    std::optional<Packing> packing = pack_low(blocks, order, steps);
    if (!packing) return;
    std::stable_partition(order.begin(), order.end(),
                          [&](std::uint32_t i) { return packing->offsets[i] + blocks[i].bytes > least; });
    if (packing->size < best.size) best = std::move(*packing);
  }
}

}  // namespace

Packing pack(std::span<const Block> blocks, std::size_t least) {
  Packing best = pack_as_they_come(blocks);
  if (best.size == least) return best;
  constexpr std::size_t steps = 4'000'000;
  Order order = in_order(blocks);
  std::ranges::stable_sort(order, std::greater<>(), [&](std::uint32_t i) { return blocks[i].bytes; });
  improve(best, blocks, least, order, steps);
  std::ranges::stable_sort(order, std::greater<>(), [&](std::uint32_t i) { return blocks[i].end - blocks[i].begin; });
  improve(best, blocks, least, order, steps);
  return best;
}

}  // namespace nabla::detail
