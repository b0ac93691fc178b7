#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/graph/read_write_lock.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

/// A node without operands: its type is given, not inferred, and its value comes from outside the plan.
class Leaf : public Op {
 public:
  explicit Leaf(Type type) : type_(std::move(type)) {}
  const Type& type() const { return type_; }

  std::size_t arity() const override { return 0; }
  Type infer(Types) const override { return type_; }
  void eval(Views, const Out&) const override;
  Cotangents pullback(Operands, const Expr&, const Expr&) const override { return {}; }
  /// Leaves are what they are: each input and parameter differs from every other.
  bool equals(const Op& other) const override { return this == &other; }

 private:
  Type type_;
};

/// An input: fed at each call.
class Input final : public Leaf {
 public:
  using Leaf::Leaf;
  std::string_view name() const override { return "input"; }
};

/// A value known when the graph is built.
class Constant final : public Leaf {
 public:
  explicit Constant(Tensor value);
  std::string_view name() const override { return "constant"; }
  const Tensor& value() const { return value_; }
  bool equals(const Op& other) const override;

 private:
  Tensor value_;
};

/// A size as a scalar of a float or integer dtype: what mean() divides by. Known once the symbols are bound.
class SizeOf final : public Leaf {
 public:
  SizeOf(Dim dim, DType dtype) : Leaf({dtype, {}}), dim_(std::move(dim)) {}
  std::string_view name() const override { return "size_of"; }
  const Dim& dim() const { return dim_; }
  std::vector<AttrText> attrs() const override { return {{"dim", to_string(dim_)}}; }
  bool equals(const Op& other) const override;

 private:
  Dim dim_;
};

/// What a parameter is behind its handle: the value, and the lock for those who read and write it.
struct ParameterState final : Leaf {
  ParameterState(Tensor v);
  std::string_view name() const override { return "parameter"; }
  /// The value now, read under the lock.
  Tensor read() const;

  mutable ReadWriteLock mutex;
  mutable Tensor value;  // the graph is immutable, the parameter's value is not: guarded by the mutex
};

/// The leaf's operation if it is an L: `if (const auto* c = leaf_as<Constant>(x)) ... c->value()`.
template <class L>
const L* leaf_as(const Expr& x) {
  return dynamic_cast<const L*>(&x->op());
}

/// The size as an expression: a constant where it is known.
Expr size_of(const Dim& dim, DType dtype, Where where = Where::here());

}  // namespace nabla
