#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// y[..., i] = the i-th entry of the k-th diagonal of the last two axes.
struct Diagonal {
  static constexpr auto name = "diagonal";
  Attr<int> k;
  auto attrs() const { return named_attrs("k", k); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The adjoint of Diagonal: matrices of these sizes with x on the k-th diagonal and 0 elsewhere.
struct DiagonalMatrix {
  static constexpr auto name = "diagonal_matrix";
  Attr<Dim> rows, columns;
  Attr<int> k;
  auto attrs() const { return named_attrs("rows", rows, "columns", columns, "k", k); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The k-th diagonal of the matrices in the last two axes, any dtype: 0 is the main one, those above count up. None of
/// it left gives no entries. Error for a rectangle of symbolic sizes, whose diagonal has no known length.
Expr diagonal(const Operand& x, int k = 0);
/// The square matrices that have the last axis of x, any dtype, on the k-th diagonal, and 0 elsewhere. Error for rank
/// 0.
Expr diagonal_matrix(const Operand& x, int k = 0);
/// As numpy's: diagonal_matrix() of a vector, diagonal() of a matrix. Error for another rank, where both make sense.
Expr diag(const Operand& x, int k = 0);

}  // namespace nabla
