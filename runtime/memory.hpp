#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <nabla/graph/dim.hpp>
#include <nabla/graph/tensor.hpp>
#include <nabla/runtime/lifetimes.hpp>
#include <nabla/runtime/memory_report.hpp>
#include <nabla/runtime/plan.hpp>

namespace nabla::detail {

/// A plan's values under concrete sizes: how large they are, and where in one block of memory.
class Layout {
 public:
  /// Error with the node's line when a size is negative or overflows.
  Layout(const Plan& plan, const Bindings& bindings);

  std::span<const std::int64_t> sizes(std::uint32_t value) const {
    return std::span(axes_).subspan(first_axis_[value], first_axis_[value + 1] - first_axis_[value]);
  }
  std::size_t bytes(std::uint32_t value) const { return bytes_[value]; }
  /// Where in the block a value of Home::Arena begins.
  std::size_t offset(std::uint32_t value) const { return offsets_[value]; }
  /// How far behind the beginning of its root's memory a value begins.
  std::size_t shift(std::uint32_t value) const { return shifts_[value]; }
  /// The work of an instruction.
  const Task& task(std::uint32_t instruction) const { return *tasks_[instruction]; }
  /// Where in the block the memory begins that the task's phases share.
  std::size_t shared_offset(std::uint32_t instruction) const { return shared_offsets_[instruction]; }
  /// The value of the index-th SizeOf leaf.
  const Tensor& size_value(std::uint32_t index) const { return size_values_[index]; }
  /// The size of the block.
  std::size_t peak() const { return peak_; }
  /// What is in it. Of the same plan.
  MemoryReport report(const Plan& plan) const;

 private:
  void evaluate(const Plan& plan, const Bindings& bindings);
  void evaluate(const Value& value, const Bindings& bindings);
  void bind(const Plan& plan);
  bool same_sizes(const Plan& plan, const Instruction& a, const Instruction& b) const;
  void pack(const Plan& plan);
  Lifetimes lifetimes(const Plan& plan) const;
  MemoryReport::Value kept(const Expr& node, std::uint32_t value, std::size_t bytes) const;
  static MemoryReport::Value scratch(const Plan& plan, std::uint32_t instruction, std::size_t bytes);

  std::vector<std::int64_t> axes_;  // of all values, one after the other
  std::vector<std::size_t> first_axis_;
  std::vector<std::size_t> bytes_;
  std::vector<std::size_t> shifts_;
  std::vector<std::size_t> offsets_;
  std::vector<std::shared_ptr<const Task>> tasks_;  // several instructions may have the same
  std::vector<std::size_t> shared_offsets_;
  std::vector<Tensor> size_values_;
  std::size_t peak_ = 0;
};

}  // namespace nabla::detail
