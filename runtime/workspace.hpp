#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <nabla/graph/view.hpp>
#include <nabla/runtime/memory.hpp>
#include <nabla/runtime/plan.hpp>
#include <nabla/runtime/watch.hpp>

namespace nabla::detail {

/// What one call at a time runs in: the memory of intermediate values, and the plan's instructions with every pointer
/// in place but those that differ from call to call.
class Workspace {
 public:
  /// For calls that up to so many threads work on. Refers to the plan and the layout.
  Workspace(const Plan& plan, const Layout& layout, std::size_t threads);
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace();

  /// What a call sets first.
  void set_input(std::size_t index, const std::byte* data) { external_[index] = const_cast<std::byte*>(data); }
  void set_parameter(std::size_t index, const std::byte* data) {
    external_[plan_.input_count + index] = const_cast<std::byte*>(data);
  }
  void set_target(std::size_t index, std::byte* data) {
    external_[plan_.input_count + plan_.parameters.size() + index] = data;
  }

  /// Evaluates all instructions, then copies what is to be copied. Allocates nothing once the pool's threads have
  /// started. An Error of an operation gets the line and the operands of its node. A watch, where given, is told of
  /// each instruction.
  void run(Watch* watch = nullptr);

 private:
  static constexpr std::uint32_t fixed = static_cast<std::uint32_t>(-1);

  /// A phase of an instruction.
  struct Step {
    const Task* task;
    Frame frame;
    std::uint32_t phase;
    std::uint32_t parts;
    std::uint32_t shares;  // among which the parts are divided, each for a thread
  };
  struct Patch {
    std::uint32_t place;  // in views_ or outs_
    std::uint32_t data;   // in data_
    std::uint32_t external;
    std::size_t shift;
  };
  struct CopyStep {
    const std::byte* from;  // where from_external is `fixed`
    std::uint32_t from_external;
    std::size_t shift;  // otherwise
    std::uint32_t to_external;
    std::size_t bytes;
  };
  struct Pointer {
    std::byte* data;  // where external is `fixed`
    std::uint32_t external;
    std::size_t shift;  // otherwise
  };

  void add_step(std::uint32_t instruction);
  void add_copy(const Copy& copy);
  Pointer pointer(std::uint32_t value) const;
  void patch();
  void evaluate();
  void evaluate(Watch& watch);
  void spread(const Step& step) const;
  const Expr& node_of(const Step& step) const;
  void copy() const;

  const Plan& plan_;
  const Layout& layout_;
  const std::size_t threads_;
  std::byte* arena_;
  std::byte* own_;                    // the tasks' own memory, one after the other in the same place
  std::vector<std::byte*> external_;  // inputs, parameters, targets; what is an input or parameter is only read
  std::vector<std::byte*> patched_;   // what they were when the pointers were last put in place
  std::vector<View> views_;           // as Plan::operands
  std::vector<Out> outs_;             // as Plan::results
  std::vector<std::byte*> data_;      // of both, instruction by instruction
  std::vector<Step> steps_;
  std::vector<Patch> reads_, writes_;  // sorted by `external`
  std::vector<CopyStep> copies_;
};

}  // namespace nabla::detail
