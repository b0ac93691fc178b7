#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/random_state.hpp>

namespace nabla {

/// Is u < p? With u as random_uniform's of f64, whatever p's dtype.
struct Bernoulli {
  static constexpr auto name = "bernoulli";
  Attr<int> stream;
  Attr<Shape> shape;
  auto attrs() const { return named_attrs("stream", stream, "shape", shape); }

  Type infer(const Type& state, const Type& p) const;
  void eval(const View& state, const View& p, const Out& y) const;
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr&) const { return {disconnected, zero}; }
  Expr batch(const Batch& x) const;
};

/// Independent b8, true with probability p, a number or floats of the shape or that stretch to it; by default the shape
/// is p's. p of 0 or less, and NaN, gives false, 1 or more true. Reproducible as all draws (RandomState). A sample does
/// not change with p but where it jumps: the derivative is 0 (a Gumbel draw gives one that is not).
Expr bernoulli(const RandomState& state, const Operand& p);
Expr bernoulli(const RandomState& state, const Operand& p, const Shape& shape);

}  // namespace nabla
