#pragma once

#include <vector>

#include <nabla/graph/op.hpp>

namespace nabla {

/// The adjoint of Slice: an axis of `size` entries that are `value` but where a Slice of the same attributes would take
/// x's, so y[from + i * step] = x[i].
struct Pad {
  static constexpr auto name = "pad";
  Attr<int> axis;
  Attr<Dim> size;
  Attr<int> step = 1;
  Attr<double> value = 0.0;
  auto attrs() const { return named_attrs("axis", axis, "size", size, "step", step, "value", value); }

  Type infer(const Type& x, const Type& from) const;
  void eval(const View& x, const View& from, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& from, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// How many entries are added to an axis.
struct Padding {
  Dim before = 0, after = 0;
};

/// x with further entries around it, any dtype: a Padding for each axis, `pad(x, {{0, 0}, {1, 2}})`. They are `value`.
/// Error for another number of paddings, a negative one, and a value that the dtype cannot hold.
Expr pad(const Operand& x, const std::vector<Padding>& paddings, double value = 0);
/// They repeat the first and the last entry of the axis: numpy's mode "edge". Error on an axis of no entries.
Expr pad_edge(const Operand& x, const std::vector<Padding>& paddings);
/// They mirror the axis at its first and its last entry, which are not repeated: numpy's mode "reflect", at most once,
/// so a padding of n entries or more is an Error.
Expr pad_reflect(const Operand& x, const std::vector<Padding>& paddings);

}  // namespace nabla
