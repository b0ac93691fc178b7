#include <nabla/runtime/memory.hpp>

#include <algorithm>
#include <unordered_map>

#include <nabla/graph/leaf.hpp>
#include <nabla/runtime/alias.hpp>
#include <nabla/runtime/arena.hpp>
#include <nabla/runtime/locate.hpp>

namespace nabla::detail {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

/// The last instruction that reads each value's memory, under its own name or through views.
std::vector<std::uint32_t> last_uses(const Plan& plan) {
  std::vector<std::uint32_t> last(plan.values.size(), none);
  for (std::uint32_t i = 0; i < plan.instructions.size(); ++i)
    for (const std::uint32_t operand : plan.operands_of(plan.instructions[i])) last[plan.root(operand)] = i;
  return last;
}

/// Walks through the schedule, giving each result memory and taking back that of operands read for the last time.
class Packer {
 public:
  Packer(const Plan& plan, std::span<const std::size_t> bytes, std::span<const std::shared_ptr<const Task>> tasks,
         std::span<std::size_t> offsets, std::span<std::size_t> shared_offsets)
      : plan_(plan),
        bytes_(bytes),
        tasks_(tasks),
        offsets_(offsets),
        shared_offsets_(shared_offsets),
        last_use_(last_uses(plan)) {}

  MemoryReport pack() {
    for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i) {
      const std::span<const std::uint32_t> results = plan_.results_of(plan_.instructions[i]);
      for (std::size_t r = 0; r < results.size(); ++r) place(i, r, results[r]);
      place_shared(i);
      for (const std::uint32_t operand : plan_.operands_of(plan_.instructions[i])) free(plan_.root(operand), i);
      for (const std::uint32_t result : results) free_unread(result);
    }
    report_.peak = arena_.size();
    return report_;
  }

 private:
  void place(std::uint32_t i, std::size_t r, std::uint32_t result) {
    const std::size_t room = room_of(result);
    if (plan_.values[result].home != Home::Arena || room == 0) return;
    report_.without_reuse += room;
    if (const std::uint32_t reused = reusable(i, r, result); reused != none) {
      offsets_[result] = offsets_[reused];
      last_use_[reused] = none;  // its memory is the result's now
      return;
    }
    offsets_[result] = arena_.take(room);
    grow(room);
  }

  /// The memory that phases share is free again when the instruction is done.
  void place_shared(std::uint32_t i) {
    const std::size_t room = rounded(tasks_[i]->shared_bytes());
    if (room == 0) return;
    shared_offsets_[i] = arena_.take(room);
    grow(room);
    arena_.give(shared_offsets_[i], room);
    alive_ -= room;
  }

  void free(std::uint32_t root, std::uint32_t i) {
    if (!dies_in_arena(root, i)) return;
    arena_.give(offsets_[root], room_of(root));
    alive_ -= room_of(root);
    last_use_[root] = none;  // x * x frees x once
  }

  /// A result that nobody reads: one of several, of which the others are.
  void free_unread(std::uint32_t result) {
    if (last_use_[result] != none || plan_.values[result].home != Home::Arena || bytes_[result] == 0) return;
    arena_.give(offsets_[result], room_of(result));
    alive_ -= room_of(result);
  }

  void grow(std::size_t room) {
    alive_ += room;
    report_.alive = std::max(report_.alive, alive_);
  }

  /// The memory of an operand that the instruction may overwrite with its r-th result, or none.
  std::uint32_t reusable(std::uint32_t i, std::size_t r, std::uint32_t result) const {
    for (const std::uint32_t operand : plan_.operands_of(plan_.instructions[i])) {
      const std::uint32_t root = plan_.root(operand);
      if (dies_in_arena(root, i) && bytes_[root] == bytes_[result] && all_uses_fit(i, r, root)) return root;
    }
    return none;
  }

  /// Does the instruction read this memory only through operands that its r-th result may overwrite?
  bool all_uses_fit(std::uint32_t i, std::size_t r, std::uint32_t root) const {
    const Instruction& instruction = plan_.instructions[i];
    const std::span<const std::uint32_t> operands = plan_.operands_of(instruction);
    for (std::size_t o = 0; o < operands.size(); ++o)
      if (plan_.root(operands[o]) == root && !instruction.kernel->may_overwrite(o, r)) return false;
    return true;
  }

  bool dies_in_arena(std::uint32_t root, std::uint32_t i) const {
    return last_use_[root] == i && plan_.values[root].home == Home::Arena && bytes_[root] > 0;
  }

  std::size_t room_of(std::uint32_t value) const { return rounded(bytes_[value]); }
  static std::size_t rounded(std::size_t bytes) {
    return (bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
  }

  const Plan& plan_;
  std::span<const std::size_t> bytes_;
  std::span<const std::shared_ptr<const Task>> tasks_;
  std::span<std::size_t> offsets_;
  std::span<std::size_t> shared_offsets_;
  std::vector<std::uint32_t> last_use_;
  Arena arena_;
  std::size_t alive_ = 0;
  MemoryReport report_;
};

}  // namespace

Layout::Layout(const Plan& plan, const Bindings& bindings)
    : offsets_(plan.values.size()), shared_offsets_(plan.instructions.size()) {
  evaluate(plan, bindings);
  bind(plan);
  report_ = Packer(plan, bytes_, tasks_, offsets_, shared_offsets_).pack();
}

void Layout::bind(const Plan& plan) {
  std::vector<View> operands;
  std::vector<Out> results;
  tasks_.reserve(plan.instructions.size());
  std::unordered_map<const Kernel*, std::uint32_t> latest;  // instruction with this kernel
  for (std::uint32_t i = 0; i < plan.instructions.size(); ++i) {
    const Instruction& instruction = plan.instructions[i];
    const auto [known, is_new] = latest.try_emplace(instruction.kernel.get(), i);
    if (!is_new && same_sizes(plan, instruction, plan.instructions[known->second])) {
      tasks_.push_back(tasks_[known->second]);
      continue;
    }
    known->second = i;
    operands.clear(), results.clear();
    for (const std::uint32_t value : plan.operands_of(instruction))
      operands.push_back({nullptr, plan.values[value].node.dtype(), sizes(value)});
    for (const std::uint32_t value : plan.results_of(instruction))
      results.push_back({nullptr, plan.values[value].node.dtype(), sizes(value)});
    tasks_.push_back(instruction.kernel->bind(operands, results));
  }
}

bool Layout::same_sizes(const Plan& plan, const Instruction& a, const Instruction& b) const {
  const auto same = [&](std::uint32_t x, std::uint32_t y) { return std::ranges::equal(sizes(x), sizes(y)); };
  return std::ranges::equal(plan.operands_of(a), plan.operands_of(b), same) &&
         std::ranges::equal(plan.results_of(a), plan.results_of(b), same);
}

void Layout::evaluate(const Plan& plan, const Bindings& bindings) {
  first_axis_.reserve(plan.values.size() + 1);
  first_axis_.push_back(0);
  bytes_.reserve(plan.values.size());
  for (const Value& value : plan.values) {
    try {
      evaluate(value, bindings);
    } catch (const Error& error) {
      throw locate(error, value.node);
    }
  }
}

void Layout::evaluate(const Value& value, const Bindings& bindings) {
  // A size of 0 counts as 1: kernels multiply the sizes of some axes, and that may not overflow either.
  constexpr std::size_t most = static_cast<std::size_t>(-1) / 4;
  std::size_t count = size_of(value.node.dtype());
  bool empty = false;
  for (const Dim& dim : value.node.shape()) {
    axes_.push_back(dim.evaluate(bindings));
    const auto size = static_cast<std::size_t>(axes_.back());
    empty = empty || size == 0;
    if (__builtin_mul_overflow(count, std::max<std::size_t>(size, 1), &count) || count > most)
      throw Error("the size of " + to_string(value.node.type()) + " overflows");
  }
  first_axis_.push_back(axes_.size());
  bytes_.push_back(empty ? 0 : count);
  shifts_.push_back(0);
  if (value.home == Home::Alias) {
    shifts_.back() = shifts_[value.operand];
    if (is_leading_slice(value.node)) shifts_.back() += slice_offset(value.node, sizes(value.operand), bindings);
  }
  if (const auto* const size = value.home == Home::Size ? leaf_as<SizeOf>(value.node) : nullptr)
    size_values_.push_back(Tensor::full(size->type().dtype, {}, static_cast<double>(size->dim().evaluate(bindings))));
}

}  // namespace nabla::detail
