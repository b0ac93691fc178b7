#pragma once

#include <nabla/ops/reduce.hpp>
#include <nabla/ops/softmax.hpp>

namespace nabla {

/// The product of the entries; 1 for none.
struct Prod : ReduceAlong<Prod> {
  static constexpr auto name = "prod";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// y[i] = the product of x[j] over all j but i, along the axis: what the derivative of a product is, right with zeros
/// where prod(x) / x is not.
struct ProdOfOthers : AlongAxis<ProdOfOthers> {
  static constexpr auto name = "prod_of_others";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The product over the axes, of floats and integers (which wrap around); over no entries it is 1. Its gradient is
/// right where entries are 0; it takes linear time, the second derivative quadratic.
Expr prod(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// y[i] = the product of all entries along the axis but x[i], of floats and integers; of a single one it is 1.
Expr prod_of_others(const Operand& x, int axis = -1);

}  // namespace nabla
