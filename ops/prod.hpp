#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// The product along the last axis; 1 for no entries.
struct Prod {
  static constexpr auto name = "prod";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// y[..., i] = the product of x[..., j] over all j but i: what the derivative of a product is, right with zeros where
/// prod(x) / x is not.
struct ProdOfOthers {
  static constexpr auto name = "prod_of_others";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The product over the axes, of floats and integers (which wrap around); over no entries it is 1. Its gradient is
/// right where entries are 0; it takes linear time, the second derivative quadratic.
Expr prod(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// Along the last axis.
Expr prod_of_others(const Operand& x);

}  // namespace nabla
