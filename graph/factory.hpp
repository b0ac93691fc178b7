#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// The one place that makes nodes. For the engine itself (gradients, rewriting, reading); others call make().
class NodeFactory {
 public:
  /// A leaf or operation node; `name` may be empty.
  static Expr make(Ref<const Op> op, std::span<const Expr> operands, Where where, std::string name = {});
  /// A copy of `node` with other operands (and another operation), its type inferred anew; name, line,
  /// origin and scope stay.
  static Expr with_operands(const Expr& node, std::span<const Expr> operands) {
    return with_op(node, node->shared_op(), operands);
  }
  static Expr with_op(const Expr& node, Ref<const Op> op, std::span<const Expr> operands);
  /// The same as with_operands() for operands of the types that the node's have.
  static Expr with_like_operands(const Expr& node, std::span<const Expr* const> operands);
  /// Gives a node that nobody but the caller has seen yet other operands and, as if it was made now, another id. Its
  /// type is inferred anew unless the operands have `like` types.
  static void renew(const Expr& node, std::span<const Expr* const> operands, bool like);
  /// Names a node that nobody but the caller has seen yet.
  static void set_name(const Expr& node, std::string name);
  /// The forward node that a gradient node comes from, where nobody but the caller has seen the latter yet.
  static void set_origin(const Expr& node, std::uint64_t origin);
  /// The id that the next node will have at least.
  static std::uint64_t next_id();

 private:
  /// What a copy has from the node, besides what it is made of.
  static void inherit(const Expr& copy, const Node& node);
  static Expr allocate(Ref<const Op> op, std::span<const Expr> operands, Type type, Where where);
};

}  // namespace nabla
