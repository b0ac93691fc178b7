#pragma once

#include <optional>
#include <span>
#include <vector>

#include <nabla/graph/dag.hpp>
#include <nabla/runtime/group.hpp>

namespace nabla::detail {

/// What becomes one instruction: a group, or a single node.
struct Part {
  std::optional<Group> group;  // nothing: the one result by its operation's eval()
  std::vector<Vertex> operands;
  std::vector<Vertex> results;
};

/// What decides whether nodes may stand in a group, beside what they are.
struct Fusible {
  bool (*elementwise)(const Expr& node);  ///< has a kernel for tiles and cannot fail
  bool (*product)(const Expr& node);      ///< gives its result to the group tile by tile
  std::size_t max_steps = 48;
};

/// Divides all that the targets are made of, but leaves and views, into parts, in an order in which they can run.
///
/// First, users before operands, each node joins the group of its users if all of them are in one, so that nobody else
/// asks for it, and if it fits the group's grid. What is left are groups with one result. Then, in the given order, a
/// group joins an earlier one that it reads from, or that reads the same, if it reads nothing that is computed after
/// that one. Both steps keep the order of parts an order of time; no search is needed. `visits`, where given, becomes
/// the number of operands and members looked at, which the time is proportional to.
std::vector<Part> fuse(const Dag& dag, std::span<const Vertex> order, std::span<const Expr> targets,
                       const Fusible& fusible, std::size_t* visits = nullptr);

}  // namespace nabla::detail
