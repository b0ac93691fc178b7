#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>

namespace nabla {

/// The law of a reduction: the entries along `axes` become one; those axes leave the shape, or stay with size 1.
struct Reduce {
  Attr<std::vector<int>> axes;
  Attr<bool> keepdims;
  auto attrs() const { return named_attrs("axes", axes, "keepdims", keepdims); }

  /// The result's shape. Error for axes that x does not have.
  Shape reduced(const Shape& x) const;
  /// A result, or its cotangent, repeated along the reduced axes: the shape of x.
  Expr expanded(const Expr& y, const Shape& x) const;
};

/// The sum of the entries; 0 for none.
struct Sum : Reduce {
  static constexpr auto name = "sum";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The largest entry, NaN if there is one.
struct Max : Reduce {
  static constexpr auto name = "max";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The sum over the axes, of floats and integers; over no entries it is 0. f32 is summed in double, integers wrap
/// around.
Expr sum(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// The mean over the axes, of floats; over no entries it is NaN, as 0 / 0.
Expr mean(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// The largest entry over the axes, of floats and integers; NaN if there is one. Error over no entries. Where several
/// entries are the largest, the gradient goes to the first of them, in row-major order.
Expr max(const Operand& x, const Axes& axes = {}, Keepdims keep = {});

}  // namespace nabla
