#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

struct Cast {
  static constexpr auto name = "cast";
  static constexpr bool elementwise = true;
  Attr<DType> dtype;
  auto attrs() const { return named_attrs("dtype", dtype); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// x as another dtype, between any two; x itself where it has that dtype. Float to integer drops the fraction, NaN
/// becomes 0, and what is out of range the nearest integer there is; i64 to i32 keeps the low bits; to b8: is it not 0;
/// b8 gives 0 and 1. Between floats the cotangent is cast back; a cast to or from anything else has the derivative 0.
Expr cast(const Operand& x, DType dtype);

}  // namespace nabla
