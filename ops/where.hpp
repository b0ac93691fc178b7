#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

/// The operation of where(). (A Where is a line of the user's code.)
struct Select {
  static constexpr auto name = "where";
  static constexpr bool elementwise = true;

  Type infer(const Type& condition, const Type& x, const Type& y) const;
  void eval(const View& condition, const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangents pullback(const Expr& condition, const Expr& x, const Expr& y, const Expr& z, const Expr& dz) const;
  Expr batch(const Batch& x) const { return batch_broadcasting(x); }
};

/// condition ? x : y, entry by entry, where the condition is a b8 and x and y are of one dtype, any; all three
/// broadcast. An entry that is not taken has the gradient 0, but 0 times an infinite slope further up is NaN: keep the
/// argument of such a branch in its domain by a where() of its own.
Expr where(const Operand& condition, const Operand& x, const Operand& y);

}  // namespace nabla
