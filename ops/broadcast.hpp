#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// An operation that stretches an operand takes at most this many axes.
inline constexpr std::size_t max_broadcast_rank = 32;

/// What an elementwise operation of an `a` and a `b` gives. Shapes are aligned from the right; an axis stretches only
/// where its size is the constant 1, so a symbolic size never does. Error where sizes or dtypes differ: nothing is
/// promoted.
Type broadcast(const Type& a, const Type& b);
/// The same for shapes alone.
Shape broadcast(const Shape& a, const Shape& b);

/// y[..., i, j] = x[..., i, j], where the axes of size 1 and those that x lacks on the left are repeated.
struct BroadcastTo {
  static constexpr auto name = "broadcast_to";
  Attr<Shape> shape;
  auto attrs() const { return named_attrs("shape", shape); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// x repeated to `shape`, any dtype; x itself where it has that shape. Error where x does not stretch to it.
Expr broadcast_to(const Operand& x, Shape shape);

/// The adjoint of broadcast_to: dy summed over what had been stretched from `shape`; dy itself where nothing had.
Expr sum_to(const Expr& dy, const Shape& shape);

}  // namespace nabla
