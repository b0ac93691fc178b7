#pragma once

#include <nabla/ops/square.hpp>

namespace nabla {

/// Keeps the entries below the diagonal, or above, and `diagonal` times those on it; 0 elsewhere.
struct Triangle {
  static constexpr auto name = "triangle";
  Attr<bool> lower = true;
  Attr<double> diagonal = 1.0;
  auto attrs() const { return named_attrs("lower", lower, "diagonal", diagonal); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// The lower or upper triangle of each matrix, of floats [..., m, n], with the diagonal times a number: what gradients
/// of triangular factors are made of. The entries beside it do not matter, even if they are NaN.
Expr triangle(const Operand& x, bool lower, double diagonal = 1);

}  // namespace nabla
