#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct LGamma : Unary {
  static constexpr auto name = "lgamma";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Digamma : Unary {
  static constexpr auto name = "digamma";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct PolyGamma : Unary {
  static constexpr auto name = "polygamma";
  Attr<int> n = 1;
  auto attrs() const { return named_attrs("n", n); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// log |gamma(x)| of floats: inf at 0, at the negative whole numbers and at both infinities.
Expr lgamma(const Operand& x);
/// The derivative of log(gamma(x)), of floats: -inf at 0 and inf at -0, NaN at the other poles, which are the negative
/// whole numbers, and at -inf. Next to a negative root, where two terms cancel each other, an f64 below 0.01 is as
/// exact as 0.01 would be.
Expr digamma(const Operand& x);
/// The nth derivative of digamma, n >= 0 (n = 0 is digamma itself), of floats. At 0 and at the negative whole numbers,
/// its poles, it is inf for odd n; for even n -inf at 0, inf at -0, NaN at the others. An even n has negative roots:
/// next to one an f64 below a thousandth of n! 2^(n + 1) is as exact as that would be.
Expr polygamma(int n, const Operand& x);

}  // namespace nabla
