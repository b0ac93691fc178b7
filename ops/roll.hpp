#pragma once

#include <vector>

#include <nabla/graph/op.hpp>

namespace nabla {

/// y[(i + shift) mod n] = x[i] along the axis.
struct Roll {
  static constexpr auto name = "roll";
  Attr<int> axis;
  Attr<int> shift;
  auto attrs() const { return named_attrs("axis", axis, "shift", shift); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The entries moved by `shift` towards the end of the axis; those beyond come in at the start. Any dtype, any shift.
Expr roll(const Operand& x, int shift, int axis);
/// The same along several axes, each with its shift.
Expr roll(const Operand& x, const std::vector<int>& shifts, const std::vector<int>& axes);

}  // namespace nabla
