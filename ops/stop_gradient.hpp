#pragma once

#include <nabla/ops/barrier.hpp>

namespace nabla {

/// x, which the cost does not depend on.
struct StopGradient : Barrier {
  static constexpr auto name = "stop_gradient";
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return disconnected; }
};

/// x, on which the cost depends with the derivative 0.
struct ZeroGradient : Barrier {
  static constexpr auto name = "zero_gradient";
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

/// x itself, of any type, but for grad() a constant: no gradient flows back (Theano's disconnected_grad). Where no
/// other path leads from the cost to what grad() is asked for, that is an error, as for anything unreached. Costs
/// nothing in a compiled Function; so with all barriers.
Expr stop_gradient(const Operand& x);
/// x itself, of any type, but its gradient is 0 (Theano's zero_grad): what is below it counts as reached.
Expr zero_gradient(const Operand& x);

}  // namespace nabla
