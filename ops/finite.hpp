#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

/// The law of y[i] = is f(x[i]) true, a b8, of floats. It is flat wherever it is smooth.
struct FloatTest {
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

struct IsNan : FloatTest {
  static constexpr auto name = "isnan";
  void eval(const View& x, const Out& y) const;
};

struct IsInf : FloatTest {
  static constexpr auto name = "isinf";
  void eval(const View& x, const Out& y) const;
};

struct IsFinite : FloatTest {
  static constexpr auto name = "isfinite";
  void eval(const View& x, const Out& y) const;
};

/// Is it NaN, infinite, neither? Entry by entry, of floats, as b8.
Expr isnan(const Operand& x);
Expr isinf(const Operand& x);
Expr isfinite(const Operand& x);

}  // namespace nabla
