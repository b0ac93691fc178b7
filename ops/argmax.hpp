#pragma once

#include <nabla/ops/reduce.hpp>

namespace nabla {

/// Where the largest entry is, as an i64 as in numpy.
struct ArgMax : Reduce<ArgMax> {
  static constexpr auto name = "argmax";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

/// Where the smallest entry is.
struct ArgMin : Reduce<ArgMin> {
  static constexpr auto name = "argmin";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

/// Which entry max() takes: true for the first largest of the entries along the axes, false for the others. It is what
/// a maximum's gradient goes through, and its own is 0.
struct FirstMax {
  static constexpr auto name = "first_max";
  Attr<std::vector<int>> axes;
  auto attrs() const { return named_attrs("axes", axes); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
  Expr batch(const Batch& x) const;
};

/// Which entry min() takes.
struct FirstMin {
  static constexpr auto name = "first_min";
  Attr<std::vector<int>> axes;
  auto attrs() const { return named_attrs("axes", axes); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
  Expr batch(const Batch& x) const;
};

/// The index of the first largest entry over the axes, an i64 (cast it to compare with labels of i32). A NaN counts as
/// the largest, as in numpy. Over several axes, by default all, it is the index in row-major order over these axes.
/// Floats and integers; Error over no entries.
Expr argmax(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// The index of the first smallest entry over the axes; a NaN counts as the smallest. Otherwise as argmax().
Expr argmin(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// A b8 of the shape of x: is this the entry that argmax(x, axes) means?
Expr first_max(const Operand& x, const Axes& axes = {});
/// The same of argmin(x, axes).
Expr first_min(const Operand& x, const Axes& axes = {});

}  // namespace nabla
