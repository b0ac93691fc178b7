#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct LeakyRelu : Unary {
  static constexpr auto name = "leaky_relu";
  Attr<double> negative_slope = 0.2;
  auto attrs() const { return named_attrs("negative_slope", negative_slope); }

  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Prelu : Binary<Prelu> {
  static constexpr auto name = "prelu";
  Type infer(const Type& x, const Type& alpha) const;
  void eval(const View& x, const View& alpha, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& alpha, const Expr& y, const Expr& dy);
};

/// x for x > 0, else negative_slope * x; of floats. The slope may be any number, also above 1 or negative (Keras: the
/// function has 0.2, the layer 0.3). leaky_relu'(0) = negative_slope, so that relu's is 0; with slope 0 the value at
/// -inf is 0.
Expr leaky_relu(const Operand& x, double negative_slope = 0.2);
/// The same with slopes that are learnt: x for x > 0, else alpha * x; of floats, broadcasting, so that alpha may have
/// one entry for each unit or channel, or one for all. At x = 0 the slope to x is alpha, and to alpha it is min(x, 0)
/// = 0; where alpha is 0 the value at -inf is 0. NaN in alpha is a NaN everywhere.
Expr prelu(const Operand& x, const Operand& alpha);

}  // namespace nabla
