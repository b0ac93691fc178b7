#pragma once
// Private: what rewriting consists of.

#include <span>
#include <vector>

#include <nabla/graph/node_order.hpp>

namespace nabla::detail {

/// A pass over the whole graph. Where `run` is null the rules of all sets are applied.
struct Pass {
  const char* name;
  std::vector<Expr> (*run)(const NodeOrder& nodes);
  /// Finds nothing more in a graph that it has just been through.
  bool is_idempotent = false;
};

/// In the order in which they run; one may come again.
std::span<const Pass> passes();

}  // namespace nabla::detail
