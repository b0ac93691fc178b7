#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Pow {
  static constexpr auto name = "pow";
  static constexpr bool elementwise = true;

  Type infer(const Type& x, const Type& y) const;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangents pullback(const Expr& x, const Expr& y, const Expr& z, const Expr& dz) const;
  Expr batch(const Batch& x) const { return batch_broadcasting(x); }
};

/// x^y of floats, broadcasting; NaN for x < 0 unless y is a whole number. The numbers 1 and 2 as y give x itself and
/// square(x). d/dx = y x^(y-1), which is 0 for x = y = 0; d/dy = x^y log(x), which is defined as 0 for x = 0.
Expr pow(const Operand& x, const Operand& y);

}  // namespace nabla
