#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// A shape without the reduced axes, or with size 1 there. Error for axes that x does not have.
Shape reduced(const Shape& x, const std::vector<int>& axes, bool keep);
/// A result of that shape, or its cotangent, repeated along the reduced axes: the shape of x.
Expr expanded(const Expr& y, const Shape& x, const std::vector<int>& axes);

/// The law of a reduction: the entries along `axes` become one; those axes leave the shape, or stay with size 1.
template <class Self>
struct Reduce {
  Attr<std::vector<int>> axes;
  Attr<bool> keepdims;
  auto attrs() const { return named_attrs("axes", axes, "keepdims", keepdims); }

  Expr batch(const Batch& x) const {
    return apply(Self{{behind_axis(*axes, x.rank(0)), keepdims}}, x.node()->where(), x[0]);
  }
};

/// The law of a reduction over a single axis.
template <class Self>
struct ReduceAlong {
  Attr<int> axis = -1;
  Attr<bool> keepdims;
  auto attrs() const { return named_attrs("axis", axis, "keepdims", keepdims); }

  Expr batch(const Batch& x) const {
    return apply(Self{{behind_axis(axis, x.rank(0)), keepdims}}, x.node()->where(), x[0]);
  }
};

/// The sum of the entries; 0 for none.
struct Sum : Reduce<Sum> {
  static constexpr auto name = "sum";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The largest entry, NaN if there is one.
struct Max : Reduce<Max> {
  static constexpr auto name = "max";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The smallest entry, NaN if there is one.
struct Min : Reduce<Min> {
  static constexpr auto name = "min";
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
/// The smallest entry over the axes; otherwise as max().
Expr min(const Operand& x, const Axes& axes = {}, Keepdims keep = {});

}  // namespace nabla
