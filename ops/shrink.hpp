#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct HardShrink : Unary {
  static constexpr auto name = "hard_shrink";
  Attr<double> threshold = 0.5;
  auto attrs() const { return named_attrs("threshold", threshold); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct SoftShrink : Unary {
  static constexpr auto name = "soft_shrink";
  Attr<double> threshold = 0.5;
  auto attrs() const { return named_attrs("threshold", threshold); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct TanhShrink : Unary {
  static constexpr auto name = "tanh_shrink";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x where |x| > threshold, else 0; of floats. Value and slope are 0 on the closed zone. NaN stays (Keras: 0). Error
/// for a threshold below 0.
Expr hard_shrink(const Operand& x, double threshold = 0.5);
/// sign(x) * max(|x| - threshold, 0), of floats; the proximal operator of threshold * |x|. The slope is 0 on the closed
/// zone, 1 outside. NaN stays (Keras: 0). Error for a threshold below 0.
Expr soft_shrink(const Operand& x, double threshold = 0.5);
/// x - tanh(x) of floats, with all digits near 0, where it is x^3 / 3.
Expr tanh_shrink(const Operand& x);

}  // namespace nabla
