#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct HardSigmoid : Unary {
  static constexpr auto name = "hard_sigmoid";
  Attr<double> slope = 1 / 6.;
  auto attrs() const { return named_attrs("slope", slope); }

  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// clip(slope * x + 0.5, 0, 1) of floats. The slope is that of Keras 3; 0.2 gives Keras 2 and Theano. As with every
/// clip the gradient passes on the closed interval: hard_sigmoid' = slope at both kinks. All digits are right next to
/// the zero at -0.5 / slope where that is a float, as it is for the default and for 0.2; else errors there are of the
/// size of 1's last digit.
Expr hard_sigmoid(const Operand& x, double slope = 1 / 6.);

}  // namespace nabla
