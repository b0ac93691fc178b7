#pragma once

#include <span>

#include <nabla/graph/dim.hpp>
#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla::detail {

/// Evaluates nodes one at a time, each by its operation's eval(): slow, but every value is there to be seen. Reads the
/// parameters' present values; the caller holds their locks.
class Interpreter {
 public:
  /// All of these must outlive it.
  Interpreter(std::span<const Expr> inputs, std::span<const Tensor> feeds, const Bindings& symbols)
      : inputs_(inputs), feeds_(feeds), symbols_(symbols) {}

  /// The node's value on its operands' values. Error, with the user's line and the operands, where the operation fails.
  Tensor evaluate(const Expr& node, std::span<const Tensor> operands) const;

 private:
  Tensor leaf(const Expr& node) const;

  std::span<const Expr> inputs_;
  std::span<const Tensor> feeds_;
  const Bindings& symbols_;
};

}  // namespace nabla::detail
