#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

/// The law of z[i] = f(x[i], y[i]) on booleans, broadcasting.
struct Logical {
  static constexpr bool elementwise = true;
  static constexpr bool commutative = true;
  Type infer(const Type& x, const Type& y) const;
  Cotangents pullback(const Expr&, const Expr&, const Expr&, const Expr&) const { return {zero, zero}; }
  Expr batch(const Batch& x) const { return batch_broadcasting(x); }
};

struct LogicalAnd : Logical {
  static constexpr auto name = "logical_and";
  void eval(const View& x, const View& y, const Out& z) const;
};

struct LogicalOr : Logical {
  static constexpr auto name = "logical_or";
  void eval(const View& x, const View& y, const Out& z) const;
};

struct LogicalXor : Logical {
  static constexpr auto name = "logical_xor";
  void eval(const View& x, const View& y, const Out& z) const;
};

struct LogicalNot {
  static constexpr auto name = "logical_not";
  static constexpr bool elementwise = true;
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// Entry by entry, of b8, broadcasting. Numbers are compared with something first, or cast().
Expr logical_and(const Operand& x, const Operand& y);
Expr logical_or(const Operand& x, const Operand& y);
Expr logical_xor(const Operand& x, const Operand& y);
Expr logical_not(const Operand& x);

}  // namespace nabla
