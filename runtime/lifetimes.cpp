#include <nabla/runtime/lifetimes.hpp>

#include <algorithm>

#include <nabla/runtime/arena.hpp>

namespace nabla::detail {
namespace {

std::size_t rounded(std::size_t bytes) { return (bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment; }

}  // namespace

Lifetimes::Lifetimes(const Plan& plan, std::span<const std::size_t> bytes, std::span<const std::size_t> shared_bytes,
                     std::span<const std::uint32_t> order)
    : plan_(plan),
      bytes_(bytes),
      block_of_(plan.values.size(), none),
      shared_block_of_(plan.instructions.size(), none),
      last_use_(plan.values.size(), none) {
  for (std::uint32_t place = 0; place < order.size(); ++place)
    for (const std::uint32_t operand : plan.operands_of(plan.instructions[order[place]]))
      last_use_[plan.root(operand)] = place;
  for (const Copy& copy : plan.copies) last_use_[plan.root(copy.value)] = static_cast<std::uint32_t>(order.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    visit(place, order[place]);
    if (const std::size_t shared = shared_bytes.empty() ? 0 : shared_bytes[order[place]]; shared > 0)
      shared_block_of_[order[place]] = add_block(rounded(shared), place, place);
  }
}

void Lifetimes::visit(std::uint32_t place, std::uint32_t instruction) {
  const std::span<const std::uint32_t> results = plan_.results_of(plan_.instructions[instruction]);
  for (std::size_t r = 0; r < results.size(); ++r)
    if (plan_.values[results[r]].home == Home::Arena && bytes_[results[r]] > 0)
      add_result(place, instruction, r, results[r]);
}

void Lifetimes::add_result(std::uint32_t place, std::uint32_t instruction, std::size_t r, std::uint32_t result) {
  without_reuse_ += rounded(bytes_[result]);
  // One of several results may be read by nobody.
  const std::uint32_t end = last_use_[result] == none ? place : last_use_[result];
  if (const std::uint32_t reused = reusable(place, plan_.instructions[instruction], r, result); reused != none) {
    block_of_[result] = block_of_[reused];
    blocks_[block_of_[reused]].end = end;
    last_use_[reused] = none;  // its memory is the result's now
  } else {
    block_of_[result] = add_block(rounded(bytes_[result]), place, end);
  }
}

std::uint32_t Lifetimes::add_block(std::size_t room, std::uint32_t begin, std::uint32_t end) {
  blocks_.push_back({room, begin, end});
  return static_cast<std::uint32_t>(blocks_.size() - 1);
}

/// The operand that the instruction may overwrite with its r-th result, or none.
std::uint32_t Lifetimes::reusable(std::uint32_t place, const Instruction& instruction, std::size_t r,
                                  std::uint32_t result) const {
  for (const std::uint32_t operand : plan_.operands_of(instruction)) {
    const std::uint32_t root = plan_.root(operand);
    const bool dies = last_use_[root] == place && block_of_[root] != none;
    if (dies && bytes_[root] == bytes_[result] && all_uses_fit(instruction, r, root)) return root;
  }
  return none;
}

/// Does the instruction read this memory only through operands that its r-th result may overwrite?
bool Lifetimes::all_uses_fit(const Instruction& instruction, std::size_t r, std::uint32_t root) const {
  const std::span<const std::uint32_t> operands = plan_.operands_of(instruction);
  for (std::size_t o = 0; o < operands.size(); ++o)
    if (plan_.root(operands[o]) == root && !instruction.kernel->may_overwrite(o, r)) return false;
  return true;
}

Lifetimes::Peak Lifetimes::peak() const {
  std::vector<std::size_t> ending(plan_.instructions.size() + 2);
  for (const Block& block : blocks_) ending[block.end + 1] += block.bytes;
  Peak peak;
  std::size_t in_use = 0;
  std::uint32_t place = 0;
  for (const Block& block : blocks_) {
    for (; place < block.begin; ++place) in_use -= ending[place + 1];
    in_use += block.bytes;
    if (in_use > peak.bytes) peak = {in_use, block.begin};
  }
  return peak;
}

}  // namespace nabla::detail
