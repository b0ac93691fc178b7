#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Threshold : Unary {
  static constexpr auto name = "threshold";
  Attr<double> threshold;
  Attr<double> default_value;
  auto attrs() const { return named_attrs("threshold", threshold, "default_value", default_value); }

  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x where x > threshold, else default_value; of floats. At the threshold itself the value is the default and the slope
/// 0. NaN stays (Keras: the default).
Expr threshold(const Operand& x, double threshold, double default_value);

}  // namespace nabla
