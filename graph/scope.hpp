#pragma once

#include <cstdint>
#include <string_view>

#include <nabla/graph/where.hpp>

namespace nabla {

/// While one of these lives, nodes made on this thread belong to the scope `name`, within the scopes that live already:
///
///   const Scope encoder("encoder");
///   for (int i = 0; i < 6; ++i) {
///     const Scope layer("layer" + std::to_string(i));
///     x = relu(add_bias(matmul(x, W[i]), b[i]));  // each node's scope() is "encoder/layer0", ...
///   }
///
/// A `/` in the name separates levels: Scope("encoder/layer0") is two at once. The nodes of a pullback or a rewrite
/// have the scope of the node that they come from, whatever lives then. Pictures draw scopes as frames, and fold them.
/// Error for an empty name, or an empty part of one.
///
/// There is no current graph that a scope could belong to. A node takes its scope at birth and keeps it, so all that
/// is remembered between calls is the thread's innermost scope, which ends where the block does: other threads, and
/// functions that return, never see it.
class Scope {
 public:
  explicit Scope(std::string_view name, Where where = Where::here());
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

 private:
  std::uint32_t outer_;
};

}  // namespace nabla
