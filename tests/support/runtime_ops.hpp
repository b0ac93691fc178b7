#pragma once
// Operations beside small_ops.hpp's that show a planner's cases: views, in-place chances with a broadcast operand,
// scalars, errors at run time.

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>

#include "support/small_ops.hpp"

namespace nabla::test {

/// The entries of x on one axis.
struct Flat {
  static constexpr auto name = "flat";
  static constexpr bool view = true;
  Type infer(const Type& x) const { return {x.dtype, {x.shape.elements()}}; }
  void eval(const View& x, const Out& y) const { std::copy_n(x.data, x.bytes(), y.data); }
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return undefined("a test needs none"); }
};
inline Expr flat(const Expr& x, Where where = Where::here()) { return apply(Flat{}, where, x); }

/// The entries of x under another shape.
struct Shaped {
  static constexpr auto name = "shaped";
  static constexpr bool view = true;
  Attr<Shape> shape;
  auto attrs() const { return named_attrs("shape", shape); }
  Type infer(const Type& x) const { return {x.dtype, shape}; }
  void eval(const View& x, const Out& y) const { std::copy_n(x.data, x.bytes(), y.data); }
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return undefined("a test needs none"); }
};
inline Expr shaped(const Expr& x, Shape shape, Where where = Where::here()) {
  return apply(Shaped{std::move(shape)}, where, x);
}

/// The sum of all entries, f32[].
struct Total {
  static constexpr auto name = "total";
  Type infer(const Type& x) const { return {x.dtype, {}}; }
  void eval(const View& x, const Out& y) const {
    float sum = 0;
    for (const float entry : x.span<float>()) sum += entry;
    *y.as<float>() = sum;
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return undefined("a test needs none"); }
};
inline Expr total(const Expr& x, Where where = Where::here()) { return apply(Total{}, where, x); }

/// y[i, j] = x[i, j] - row[j], which may overwrite x but not row.
struct LessRow {
  static constexpr auto name = "less_row";
  static constexpr bool elementwise = true;
  Type infer(const Type& x, const Type& row) const {
    if (x.rank() != 2 || row.rank() != 1 || x.shape[1] != row.shape[0]) throw Error("a matrix and its row are needed");
    return x;
  }
  void eval(const View& x, const View& row, const Out& y) const {
    const std::size_t width = row.elements();
    for (std::size_t i = 0; i < y.elements(); ++i) y.as<float>()[i] = x.as<float>()[i] - row.as<float>()[i % width];
  }
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr&) const { return {zero, zero}; }
};
inline Expr less_row(const Expr& x, const Expr& row, Where where = Where::here()) {
  return apply(LessRow{}, where, x, row);
}

/// x, all of which must be positive.
struct Positive {
  static constexpr auto name = "positive";
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    for (std::size_t i = 0; i < y.elements(); ++i) {
      if (x.as<float>()[i] < 0) throw Error("entry " + std::to_string(i) + " is negative");
      y.as<float>()[i] = x.as<float>()[i];
    }
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return dy; }
};
inline Expr positive(const Expr& x, Where where = Where::here()) { return apply(Positive{}, where, x); }

/// x[i] + 1 of the same entry, as cheap as an operation can be.
struct Next {
  static constexpr auto name = "next";
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const { return x; }
  void eval(const View& x, const Out& y) const {
    for (std::size_t i = 0; i < y.elements(); ++i) y.as<float>()[i] = x.as<float>()[i] + 1;
  }
  Cotangent pullback(const Expr&, const Expr&, const Expr& dy) const { return dy; }
};
inline Expr next(const Expr& x, Where where = Where::here()) { return apply(Next{}, where, x); }

}  // namespace nabla::test
