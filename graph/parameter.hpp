#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla {

struct ParameterState;

/// A named value that training changes: Theano's shared variable. A handle: copies mean the same parameter. It converts
/// to an expression, a leaf of the graph; Functions read its present value and may update it. Safe to read and set from
/// several threads.
class Parameter {
 public:
  /// Error for a name that is empty. Borrowed memory is copied: a parameter owns its value.
  Parameter(std::string name, Tensor value, Where where = Where::here());

  const std::string& name() const { return leaf_.name(); }
  const Type& type() const { return leaf_.type(); }
  /// The present value; it stays as it is when the parameter changes.
  Tensor value() const;
  /// Error when dtype or sizes differ from the parameter's.
  void set_value(Tensor value) const;

  const Expr& expr() const { return leaf_; }
  operator const Expr&() const { return leaf_; }
  ParameterState& state() const;
  friend bool operator==(const Parameter& a, const Parameter& b) { return a.leaf_ == b.leaf_; }

 private:
  Expr leaf_;
};

}  // namespace nabla
