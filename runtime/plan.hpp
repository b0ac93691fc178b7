#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// Where a value's entries are while a plan runs.
enum class Home : std::uint8_t {
  Input,      ///< feed number `index`
  Parameter,  ///< the storage of parameter number `index`
  Constant,   ///< the tensor in the node
  Size,       ///< the index-th SizeOf leaf: a number known once the symbols are bound
  Arena,      ///< the workspace
  Target,     ///< target number `index` itself, an output's memory or that of a parameter's new value
  Alias,      ///< some of value number `index`, which is no alias: a view, or a slice that lies there in one piece
};

struct Value {
  Expr node;
  Home home;
  std::uint32_t index;
  std::uint32_t operand = 0;  // of an alias, itself perhaps one
};

/// One evaluation: of a single node, or of several at once.
struct Instruction {
  std::shared_ptr<const Kernel> kernel;  // several instructions may have the same
  std::uint32_t first_operand;           // in Plan::operands
  std::uint32_t operand_count;
  std::uint32_t first_result;  // in Plan::results
  std::uint32_t result_count;
  std::uint32_t first_node;  // in Plan::nodes
  std::uint32_t node_count;
};

/// After all instructions: a target that could not be computed in its place.
struct Copy {
  std::uint32_t value;
  std::uint32_t target;
};

/// A graph as a flat list of instructions, whatever the concrete sizes.
struct Plan {
  std::vector<Value> values;  // operands before their users
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> operands;  // values: those of all instructions, one after the other
  std::vector<std::uint32_t> results;   // likewise
  std::vector<Expr> nodes;              // that the instructions compute, kept or not, likewise
  std::vector<std::uint32_t> targets;   // the value of each
  std::vector<Copy> copies;
  std::vector<Expr> parameters;  // those that the graph reads
  std::uint32_t input_count = 0;
  std::uint32_t size_count = 0;

  /// The value whose memory it is.
  std::uint32_t root(std::uint32_t value) const {
    return values[value].home == Home::Alias ? values[value].index : value;
  }
  std::span<const std::uint32_t> operands_of(const Instruction& instruction) const {
    return std::span(operands).subspan(instruction.first_operand, instruction.operand_count);
  }
  std::span<const std::uint32_t> results_of(const Instruction& instruction) const {
    return std::span(results).subspan(instruction.first_result, instruction.result_count);
  }
};

/// Plans the computation of `targets` from `inputs` (all that the targets need, and perhaps more). The schedule is a
/// topological order that finishes targets near the leaves first, so that what only they need can die early.
Plan make_plan(std::span<const Expr> inputs, std::span<const Expr> targets);

}  // namespace nabla::detail
