#pragma once

#include <nabla/graph/op.hpp>

namespace nabla {

/// y[..., j] = x[..., j] + b[j].
struct AddBias {
  static constexpr auto name = "add_bias";
  static constexpr bool elementwise = true;
  Type infer(const Type& x, const Type& b) const;
  void eval(const View& x, const View& b, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangents pullback(const Expr& x, const Expr& b, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// x of [..., n] plus a bias of [n] along the last axis; floats and integers. Unlike x + b it never stretches x, nor a
/// bias of size 1, so that a wrong shape is an error.
Expr add_bias(const Operand& x, const Operand& b);

}  // namespace nabla
