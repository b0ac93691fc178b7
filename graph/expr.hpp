#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include <nabla/graph/type.hpp>
#include <nabla/graph/where.hpp>

namespace nabla {

class Node;
class Op;
class Parameter;
class Tensor;

/// A symbolic expression: an 8-byte handle to an immutable, reference-counted Node. A regular value: copy it, keep it
/// in a map. `==` asks whether two handles mean the same node; comparisons of values are the functions `equal`, `less`,
/// ...
class Expr {
 public:
  Expr() = default;  // no expression; only assignment and the test below make sense
  explicit Expr(const Node* node);
  Expr(const Expr& other);
  Expr(Expr&& other) noexcept : node_(other.node_) { other.node_ = nullptr; }
  Expr& operator=(Expr other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Expr() {
    if (node_) release(node_);
  }

  explicit operator bool() const { return node_ != nullptr; }
  const Node* get() const { return node_; }
  const Node& operator*() const { return *node_; }
  const Node* operator->() const { return node_; }

  const Type& type() const;
  DType dtype() const;
  const Shape& shape() const;
  std::size_t rank() const;
  const std::string& name() const;

  friend bool operator==(const Expr& a, const Expr& b) { return a.node_ == b.node_; }

 private:
  static void release(const Node* node);

  const Node* node_ = nullptr;
};

/// One node of the graph: an operation applied to operands. Immutable once its handle is out; shared by all expressions
/// that use it. The operands stand behind the node in the same allocation.
class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  const Op& op() const { return *op_; }
  const Ref<const Op>& shared_op() const { return op_; }
  std::span<const Expr> operands() const { return {reinterpret_cast<const Expr*>(this + 1), arity_}; }
  const Type& type() const { return type_; }
  /// The name that the user, or grad(), gave; mostly empty.
  const std::string& name() const;
  /// The user's line that made the node; a gradient node has that of the forward node it comes from.
  Where where() const { return {file_, line_}; }
  /// "encoder/layer1", the Scopes that lived when the node was made, outermost first; empty outside of all. A gradient
  /// node has that of the forward node it comes from.
  const std::string& scope() const;
  /// Grows with every node made, so operands have smaller ids than their users. No output depends on it.
  std::uint64_t id() const { return id_; }
  /// For a node made by a pullback: the id of the forward node it comes from; 0 otherwise.
  std::uint64_t origin() const { return origin_; }
  bool is_gradient() const { return origin_ != 0; }

 private:
  friend class Expr;
  friend class NodeFactory;
  friend class Provenance;
  struct Name : Counted {
    explicit Name(std::string t) : text(std::move(t)) {}
    std::string text;
  };
  Node(Ref<const Op> op, std::span<const Expr> operands, Type type, Where where);
  ~Node();

  mutable std::uint32_t references_ = 0;
  std::uint32_t arity_ = 0;
  Ref<const Op> op_;
  Type type_;
  const char* file_;  // a Where, apart: `scope_` stands in what would be its padding
  unsigned line_;
  std::uint32_t scope_;
  Ref<const Name> name_;
  std::uint64_t id_ = 0;
  std::uint64_t origin_ = 0;
};

inline const Type& Expr::type() const { return node_->type(); }
inline DType Expr::dtype() const { return node_->type().dtype; }
inline const Shape& Expr::shape() const { return node_->type().shape; }
inline std::size_t Expr::rank() const { return node_->type().rank(); }
inline const std::string& Expr::name() const { return node_->name(); }

/// Expressions in order: what functions of several expressions take, written `{x, y}`, or given as a vector of Expr or
/// of Parameter.
class Exprs : public std::vector<Expr> {
 public:
  Exprs() = default;
  Exprs(std::initializer_list<Expr> exprs) : std::vector<Expr>(exprs) {}
  Exprs(std::vector<Expr> exprs) : std::vector<Expr>(std::move(exprs)) {}
  Exprs(const std::vector<Parameter>& parameters);
};

/// An input of the graph: a value that a Function is fed. Error for a name that is empty.
Expr input(std::string name, DType dtype, Shape shape, Where where = Where::here());
/// A value that never changes; shares the tensor's memory.
Expr constant(const Tensor& value, Where where = Where::here());
/// The same operation on the same operands under a name, for printing, drawing and errors: `h = named(relu(z), "h")`.
/// Error for an input or parameter, which have their names.
Expr named(const Expr& x, std::string name);

/// One line, "hidden = relu(add_bias(matmul(x, W1), b1)) : f32[batch, 512]": what has a name below is shown by it, what
/// is deeper or too long as "...". to_text() shows all of a graph.
std::ostream& operator<<(std::ostream& out, const Expr& x);

/// How many nodes the outputs are made of, each counted once.
std::size_t node_count(const Exprs& outputs);

}  // namespace nabla
