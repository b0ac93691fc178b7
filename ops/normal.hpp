#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct NormalCdf : Unary {
  static constexpr auto name = "normal_cdf";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct NormalPdf : Unary {
  static constexpr auto name = "normal_pdf";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// Phi(x) = erfc(-x / sqrt(2)) / 2 of floats: how likely a standard normal number is below x. The left tail keeps its
/// digits.
Expr normal_cdf(const Operand& x);
/// Phi'(x) = exp(-x^2 / 2) / sqrt(2 pi) of floats. Both tails keep their digits.
Expr normal_pdf(const Operand& x);

}  // namespace nabla
