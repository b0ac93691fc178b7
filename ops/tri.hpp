#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// The matrix with 1 at and below the k-th diagonal.
struct Tri {
  static constexpr auto name = "tri";
  Attr<Dim> rows, columns;
  Attr<int> k;
  Attr<DType> dtype = f32;
  auto attrs() const { return named_attrs("rows", rows, "columns", columns, "k", k, "dtype", dtype); }

  Type infer() const { return {*dtype, {*rows, *columns}}; }
  void eval(const Out& y) const;
  Cotangents pullback(const Expr&, const Expr&) const { return {}; }
};

/// y[i, j] = 1 if j <= i + k, else 0 (as a b8: true, false), as numpy's.
Expr tri(const Dim& rows, const Dim& columns, int k, DType dtype, Where where = Where::here());

/// The matrices in the last two axes with 0 above the k-th diagonal (0 is the main one, those above count up), any
/// dtype. What is cut off does not matter, be it NaN. Error for a vector.
Expr tril(const Operand& x, int k = 0);
/// The same with 0 below it.
Expr triu(const Operand& x, int k = 0);

}  // namespace nabla
