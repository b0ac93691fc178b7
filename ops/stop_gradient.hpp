#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// x, which the cost does not depend on.
struct StopGradient {
  static constexpr auto name = "stop_gradient";
  static constexpr bool identity = true;

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// x itself, of any type, but for grad() a constant: no gradient flows back (Theano's disconnected_grad). Costs nothing
/// in a compiled Function.
Expr stop_gradient(const Operand& x);

}  // namespace nabla
