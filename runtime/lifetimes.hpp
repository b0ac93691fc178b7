#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <nabla/runtime/plan.hpp>

namespace nabla::detail {

/// Memory that instructions begin to end, both among them, keep something in.
struct Block {
  std::size_t bytes;
  std::uint32_t begin, end;  // places in the order of the instructions; the end may be one behind, for the copies
};

/// The blocks that a plan needs when its instructions run in a given order: one for each value of the arena, where it
/// is not written over an operand that is read for the last time; and one for what the phases of an instruction share.
class Lifetimes {
 public:
  static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

  /// For the bytes of each value and the shared bytes of each instruction (0: no block), which blocks round up to
  /// Arena::alignment.
  Lifetimes(const Plan& plan, std::span<const std::size_t> bytes, std::span<const std::size_t> shared_bytes,
            std::span<const std::uint32_t> order);

  /// Sorted by their begin.
  std::span<const Block> blocks() const { return blocks_; }
  /// The block of a value, or none.
  std::uint32_t block_of(std::uint32_t value) const { return block_of_[value]; }
  std::uint32_t shared_block_of(std::uint32_t instruction) const { return shared_block_of_[instruction]; }
  /// What it takes to give each value memory of its own.
  std::size_t without_reuse() const { return without_reuse_; }

  struct Peak {
    std::size_t bytes = 0;
    std::uint32_t place = 0;
  };
  /// The most that is in use at one place of the order, and the first such place: no packing takes less.
  Peak peak() const;

 private:
  void visit(std::uint32_t place, std::uint32_t instruction);
  void add_result(std::uint32_t place, std::uint32_t instruction, std::size_t r, std::uint32_t result);
  std::uint32_t add_block(std::size_t room, std::uint32_t begin, std::uint32_t end);
  std::uint32_t reusable(std::uint32_t place, const Instruction& instruction, std::size_t r,
                         std::uint32_t result) const;
  bool all_uses_fit(const Instruction& instruction, std::size_t r, std::uint32_t root) const;

  const Plan& plan_;
  std::span<const std::size_t> bytes_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> block_of_;
  std::vector<std::uint32_t> shared_block_of_;
  std::vector<std::uint32_t> last_use_;  // by value: a place, or none; of what is overwritten none
  std::size_t without_reuse_ = 0;
};

}  // namespace nabla::detail
