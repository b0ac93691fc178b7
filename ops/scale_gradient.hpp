#pragma once

#include <nabla/ops/barrier.hpp>

namespace nabla {

/// x, with dx = factor * dy.
struct ScaleGradient {
  static constexpr auto name = "scale_gradient";
  static constexpr bool identity = true;

  Type infer(const Type& x, const Type& factor) const;
  void eval(const View& x, const View& factor, const Out& y) const;
  Cotangents pullback(const Expr& x, const Expr& factor, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// x, with dx = min(max(dy, low), high).
struct ClipGradient : Barrier {
  static constexpr auto name = "clip_gradient";
  Attr<double> low, high;
  auto attrs() const { return named_attrs("low", low, "high", high); }

  Type infer(const Type& x) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// x itself, floats, whose gradient is that of the cost times `factor`, a number or an expression that stretches to x
/// (Theano's grad_scale); -1 reverses it. The factor itself gets no gradient. Costs nothing in a compiled Function.
Expr scale_gradient(const Operand& x, const Operand& factor);

/// x itself, floats, whose gradient is that of the cost, each entry clipped to [low, high] (Theano's grad_clip); NaN
/// stays NaN. Error unless low <= high. Costs nothing in a compiled Function.
///
/// What is clipped is the cotangent that arrives, so f(clip_gradient(x)) clips f's gradient. Clipping is not linear: a
/// second derivative goes through the clipped gradient as through clip(), so it is 0 where that was clipped, and passes
/// the barrier again. A derivative forwards (jvp, the pullback differentiated at the cotangent 0) passes x's tangent as
/// it is if low <= 0 <= high, and 0 if not.
Expr clip_gradient(const Operand& x, double low, double high);

}  // namespace nabla
