#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/elementwise.hpp>

namespace nabla {

/// How a cumulative function goes along its axis.
struct Cumulative {
  bool reverse = false;    // from the end
  bool exclusive = false;  // without the entry itself
};

/// The law of a cumulative function: y[i] is made of the entries up to i along the axis.
template <class Self>
struct AccumulateAlong {
  Attr<int> axis = -1;
  Attr<bool> reverse, exclusive;
  auto attrs() const { return named_attrs("axis", axis, "reverse", reverse, "exclusive", exclusive); }

  Type infer(const Type& x) const {
    static_cast<void>(normalized_axis(axis, x.rank()));
    return detail::numbers(x);
  }
  Expr batch(const Batch& x) const {
    return apply(Self{{behind_axis(axis, x.rank(0)), reverse, exclusive}}, x.node()->where(), x[0]);
  }
};

struct CumSum : AccumulateAlong<CumSum> {
  static constexpr auto name = "cumsum";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct CumProd : AccumulateAlong<CumProd> {
  static constexpr auto name = "cumprod";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// y[i] = x[0] + ... + x[i] along one axis, of floats and integers (which wrap around), any rank but 0. Exclusive:
/// without x[i], so it begins with 0. Reverse: from the end, x[i] + ... + x[n-1]. f32 is added up in double.
Expr cumsum(const Operand& x, int axis = -1, Cumulative how = {});
/// y[i] = x[0] * ... * x[i]; exclusive begins with 1. Otherwise as cumsum(). All its derivatives are right where
/// entries are 0, and take linear time.
Expr cumprod(const Operand& x, int axis = -1, Cumulative how = {});

}  // namespace nabla
