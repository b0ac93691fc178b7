#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/view.hpp>

namespace nabla::detail {

/// What a part of an instruction works on.
struct Frame {
  const View* operands;
  const Out* results;
  std::byte* const* data;  ///< where their entries are, the operands' first: all that a bound task needs of them
  std::byte* shared;       ///< Task::shared_bytes(), for what one phase leaves to the next
  std::byte* own;          ///< Task::own_bytes(), for nobody else while the part runs
};

/// The work of an instruction under concrete sizes: phases, one after the other, each of parts that do not depend on
/// each other and may run on different threads. The division follows from the sizes alone, never from a number of
/// threads, so that the results are the same bits for any. A task is not changed by running.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  virtual ~Task() = default;

  virtual std::size_t phases() const { return 1; }
  /// 1 where the work is too small to be divided.
  virtual std::size_t parts(std::size_t phase) const { return static_cast<void>(phase), 1; }
  virtual std::size_t shared_bytes() const { return 0; }
  virtual std::size_t own_bytes() const { return 0; }
  /// Runs the parts [first, last) of a phase. Allocates nothing in a steady state.
  virtual void run(const Frame& frame, std::size_t phase, std::size_t first, std::size_t last) const = 0;
};

/// What an instruction computes, whatever the sizes: some results from some operands.
class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  virtual ~Kernel() = default;

  /// The work for these sizes; where the data is only a call knows. Refers to the kernel and to the sizes.
  virtual std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out> results) const = 0;
  /// May the result lie where the operand lies, which has the same number of bytes?
  virtual bool may_overwrite(std::size_t operand, std::size_t result) const = 0;
  /// Can run() fail (a label out of range)? What a call changes for good must come later.
  virtual bool may_throw() const = 0;
};

/// The kernel of a single node: its operation's eval().
class OpKernel final : public Kernel {
 public:
  explicit OpKernel(Expr node) : node_(std::move(node)) {}
  std::unique_ptr<Task> bind(std::span<const View> operands, std::span<const Out> results) const override;
  bool may_overwrite(std::size_t operand, std::size_t result) const override;
  bool may_throw() const override;

 private:
  Expr node_;
};

}  // namespace nabla::detail
