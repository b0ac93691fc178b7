#pragma once

#include <nabla/ops/slice.hpp>

namespace nabla {

/// x with other entries where a Slice of the same attributes would take them: those of `update`.
struct SetSlice {
  static constexpr auto name = "set_slice";
  Attr<int> axis;
  Attr<int> step = 1;
  auto attrs() const { return named_attrs("axis", axis, "step", step); }

  Type infer(const Type& x, const Type& from, const Type& update) const;
  void eval(const View& x, const View& from, const View& update, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& from, const Expr& update, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// What numpy would write x[ranges...] = update; but x stays as it is, and the result is a new value. The update
/// broadcasts to the slice; any dtype, the same for both. Errors as slice().
Expr set_slice(const Operand& x, const std::vector<Range>& ranges, const Operand& update);
Expr set_slice(const Operand& x, int axis, const Range& range, const Operand& update);
/// The same for x[ranges...] += update, of floats and integers.
Expr add_slice(const Operand& x, const std::vector<Range>& ranges, const Operand& update);
Expr add_slice(const Operand& x, int axis, const Range& range, const Operand& update);

}  // namespace nabla
