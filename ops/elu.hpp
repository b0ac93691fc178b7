#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Elu : Unary {
  static constexpr auto name = "elu";
  Attr<double> alpha = 1;
  auto attrs() const { return named_attrs("alpha", alpha); }

  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Selu : Unary {
  static constexpr auto name = "selu";
  static constexpr double alpha = 1.6732632423543772848170429916717;
  static constexpr double scale = 1.0507009873554804934193349852946;

  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Celu : Unary {
  static constexpr auto name = "celu";
  Attr<double> alpha = 1;
  auto attrs() const { return named_attrs("alpha", alpha); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x for x > 0, else alpha (e^x - 1); of floats. At 0 the second branch counts: elu'(0) = elu''(0) = alpha.
Expr elu(const Operand& x, double alpha = 1);
/// scale * elu(x, alpha) with the two constants that keep mean and variance (Klambauer et al., 2017, as in Keras).
/// selu'(0) = scale * alpha.
Expr selu(const Operand& x);
/// x for x > 0, else alpha (e^(x / alpha) - 1); of floats (Barron, 2017). Its slope is 1 at 0 for every alpha;
/// celu''(0) = 1 / alpha, that of the second branch. Error for an alpha of 0.
Expr celu(const Operand& x, double alpha = 1);

}  // namespace nabla
