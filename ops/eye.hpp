#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// The matrix with 1 where row and column are equal.
struct Eye {
  static constexpr auto name = "eye";
  Attr<Dim> rows, columns;
  Attr<DType> dtype = f32;
  auto attrs() const { return named_attrs("rows", rows, "columns", columns, "dtype", dtype); }

  Type infer() const;
  void eval(const Out& y) const;
  Cotangents pullback(const Expr& y, const Expr& dy) const;
};

/// y[i, j] = 1 if i = j, else 0 (as a b8: true, false), of size [n, n] or [n, columns].
Expr eye(const Dim& n, DType dtype, Where where = Where::here());
Expr eye(const Dim& rows, const Dim& columns, DType dtype, Where where = Where::here());

}  // namespace nabla
