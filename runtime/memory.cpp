#include <nabla/runtime/memory.hpp>

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include <nabla/graph/leaf.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/runtime/alias.hpp>
#include <nabla/runtime/locate.hpp>
#include <nabla/runtime/packing.hpp>

namespace nabla::detail {

Layout::Layout(const Plan& plan, const Bindings& bindings)
    : offsets_(plan.values.size()), shared_offsets_(plan.instructions.size()) {
  evaluate(plan, bindings);
  bind(plan);
  pack(plan);
}

Lifetimes Layout::lifetimes(const Plan& plan) const {
  std::vector<std::size_t> shared;
  for (const auto& task : tasks_) shared.push_back(task->shared_bytes());
  std::vector<std::uint32_t> order(plan.instructions.size());
  std::iota(order.begin(), order.end(), 0U);
  return Lifetimes(plan, bytes_, shared, order);
}

void Layout::pack(const Plan& plan) {
  const Lifetimes blocks = lifetimes(plan);
  const Packing packing = detail::pack(blocks.blocks(), blocks.peak().bytes);
  for (std::uint32_t v = 0; v < offsets_.size(); ++v)
    if (const std::uint32_t block = blocks.block_of(v); block != Lifetimes::none) offsets_[v] = packing.offsets[block];
  for (std::uint32_t i = 0; i < shared_offsets_.size(); ++i)
    if (const std::uint32_t block = blocks.shared_block_of(i); block != Lifetimes::none)
      shared_offsets_[i] = packing.offsets[block];
  peak_ = packing.size;
}

MemoryReport::Value Layout::kept(const Expr& node, std::uint32_t value, std::size_t bytes) const {
  const auto all = sizes(value);
  return {node.name(), std::string(node->op().name()), node.dtype(), {all.begin(), all.end()}, bytes, node->where()};
}

MemoryReport::Value Layout::scratch(const Plan& plan, std::uint32_t instruction, std::size_t bytes) {
  const Expr& node = plan.nodes[plan.instructions[instruction].first_node];
  const auto entries = static_cast<std::int64_t>(bytes / size_of(node.dtype()));
  return {"", std::string(node->op().name()) + " (scratch)", node.dtype(), {entries}, bytes, node->where()};
}

MemoryReport Layout::report(const Plan& plan) const {
  const Lifetimes blocks = lifetimes(plan);
  const Lifetimes::Peak peak = blocks.peak();
  MemoryReport report{peak_, peak.bytes, blocks.without_reuse(), {}};
  if (peak.bytes == 0) return report;

  std::vector<std::uint32_t> value_in(blocks.blocks().size(), Lifetimes::none);  // the latest, where several share one
  for (std::uint32_t i = 0; i <= peak.place; ++i)
    for (const std::uint32_t result : plan.results_of(plan.instructions[i]))
      if (const std::uint32_t block = blocks.block_of(result); block != Lifetimes::none) value_in[block] = result;
  for (std::uint32_t b = 0; b < value_in.size(); ++b) {
    const auto& [bytes, begin, end] = blocks.blocks()[b];
    if (begin > peak.place || end < peak.place) continue;
    report.at_peak.push_back(value_in[b] == Lifetimes::none ? scratch(plan, peak.place, bytes)
                                                            : kept(plan.values[value_in[b]].node, value_in[b], bytes));
  }
  std::ranges::stable_sort(report.at_peak, std::greater<>(), &MemoryReport::Value::bytes);
  return report;
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
