#include <nabla/runtime/memory.hpp>

#include <algorithm>

#include <nabla/graph/leaf.hpp>
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
  Packer(const Plan& plan, std::span<const std::size_t> bytes, std::span<std::size_t> offsets)
      : plan_(plan), bytes_(bytes), offsets_(offsets), last_use_(last_uses(plan)) {}

  MemoryReport pack() {
    for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i) {
      place(i);
      free_operands(i);
    }
    report_.peak = arena_.size();
    return report_;
  }

 private:
  void place(std::uint32_t i) {
    const std::uint32_t result = plan_.instructions[i].result;
    const std::size_t room = room_of(result);
    if (plan_.values[result].home != Home::Arena || room == 0) return;
    report_.without_reuse += room;
    if (const std::uint32_t reused = reusable(i); reused != none) {
      offsets_[result] = offsets_[reused];
      last_use_[reused] = none;  // its memory is the result's now
      return;
    }
    offsets_[result] = arena_.take(room);
    alive_ += room;
    report_.alive = std::max(report_.alive, alive_);
  }

  void free_operands(std::uint32_t i) {
    for (const std::uint32_t operand : plan_.operands_of(plan_.instructions[i])) {
      const std::uint32_t root = plan_.root(operand);
      if (!dies_in_arena(root, i)) continue;
      arena_.give(offsets_[root], room_of(root));
      alive_ -= room_of(root);
      last_use_[root] = none;  // x * x frees x once
    }
  }

  /// The memory of an operand that an elementwise instruction may overwrite, or none.
  std::uint32_t reusable(std::uint32_t i) const {
    const Instruction& instruction = plan_.instructions[i];
    if (!plan_.values[instruction.result].node->op().is_elementwise()) return none;
    for (const std::uint32_t operand : plan_.operands_of(instruction)) {
      const std::uint32_t root = plan_.root(operand);
      if (dies_in_arena(root, i) && all_uses_fit(instruction, root)) return root;
    }
    return none;
  }

  /// Does the instruction read this memory only entry by entry, in entries as large as those it writes?
  bool all_uses_fit(const Instruction& instruction, std::uint32_t root) const {
    const Type& result = plan_.values[instruction.result].node.type();
    return std::ranges::all_of(plan_.operands_of(instruction), [&](std::uint32_t operand) {
      const Type& type = plan_.values[operand].node.type();
      return plan_.root(operand) != root ||
             (size_of(type.dtype) == size_of(result.dtype) && type.shape == result.shape);
    });
  }

  bool dies_in_arena(std::uint32_t root, std::uint32_t i) const {
    return last_use_[root] == i && plan_.values[root].home == Home::Arena && bytes_[root] > 0;
  }

  std::size_t room_of(std::uint32_t value) const {
    return (bytes_[value] + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
  }

  const Plan& plan_;
  std::span<const std::size_t> bytes_;
  std::span<std::size_t> offsets_;
  std::vector<std::uint32_t> last_use_;
  Arena arena_;
  std::size_t alive_ = 0;
  MemoryReport report_;
};

}  // namespace

Layout::Layout(const Plan& plan, const Bindings& bindings) : offsets_(plan.values.size()) {
  evaluate(plan, bindings);
  report_ = Packer(plan, bytes_, offsets_).pack();
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
  if (const auto* const size = value.home == Home::Size ? leaf_as<SizeOf>(value.node) : nullptr)
    size_values_.push_back(Tensor::full(size->type().dtype, {}, static_cast<double>(size->dim().evaluate(bindings))));
}

}  // namespace nabla::detail
