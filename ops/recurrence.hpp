#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// y[0] = 0, y[i+1] = a[i] y[i] + b[i]; in reverse y[n-1] = 0, y[i-1] = a[i] y[i] + b[i]. One is the adjoint of the
/// other, so it can be differentiated as often as one likes, always in linear time.
struct LinearRecurrence {
  static constexpr auto name = "linear_recurrence";
  Attr<int> axis = -1;
  Attr<bool> reverse;
  auto attrs() const { return named_attrs("axis", axis, "reverse", reverse); }

  Type infer(const Type& a, const Type& b) const;
  void eval(const View& a, const View& b, const Out& y) const;
  Cotangents pullback(const Expr& a, const Expr& b, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// What a linear recurrence that starts with 0 stands at before each step along the axis: y[0] = 0 and y[i+1] = a[i]
/// y[i] + b[i], so that the last a and b do not count. In reverse it runs from the end: y[n-1] = 0 and y[i-1] = a[i]
/// y[i] + b[i]. Of floats, any rank but 0; a and b broadcast. (Where all a are 1 it is an exclusive cumsum; a running
/// average, a discounted return or the gradient of a cumprod are made of it.)
Expr linear_recurrence(const Operand& a, const Operand& b, int axis = -1, bool reverse = false);

}  // namespace nabla
