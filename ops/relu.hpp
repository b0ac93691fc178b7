#pragma once

#include <limits>

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Relu : Unary {
  static constexpr auto name = "relu";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct GeneralRelu : Unary {
  static constexpr auto name = "general_relu";
  Attr<double> max_value = std::numeric_limits<double>::infinity();
  Attr<double> negative_slope = 0;
  Attr<double> threshold = 0;
  auto attrs() const {
    return named_attrs("max_value", max_value, "negative_slope", negative_slope, "threshold", threshold);
  }

  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct ReluOptions {
  double max_value = std::numeric_limits<double>::infinity();
  double negative_slope = 0;
  double threshold = 0;
};

/// max(x, 0) of floats. relu'(0) = 0.
Expr relu(const Operand& x);
/// min(x, max_value) for x > threshold, else negative_slope * (x - threshold); of floats, as in Keras 3. At the
/// threshold itself the second branch counts, for the value (Keras' text says otherwise, its code does not) and for
/// the slope. At max_value the slope is 1, as clip()'s is; 0 beyond. With slope 0 the value at -inf is 0.
Expr relu(const Operand& x, const ReluOptions& options);
/// relu(x, {.max_value = 6}), which is clip(x, 0, 6) but for relu6'(0) = 0; relu6'(6) = 1.
Expr relu6(const Operand& x);
/// x for x > theta, else 0; of floats. Value and slope are 0 at theta (Keras 2's layer; 0 at -inf, where that has NaN).
Expr thresholded_relu(const Operand& x, double theta = 1);

}  // namespace nabla
