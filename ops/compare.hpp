#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Equal : Comparison {
  static constexpr auto name = "equal";
  static constexpr bool commutative = true;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

struct NotEqual : Comparison {
  static constexpr auto name = "not_equal";
  static constexpr bool commutative = true;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

struct Less : Comparison {
  static constexpr auto name = "less";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

struct LessEqual : Comparison {
  static constexpr auto name = "less_equal";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

struct Greater : Comparison {
  static constexpr auto name = "greater";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

struct GreaterEqual : Comparison {
  static constexpr auto name = "greater_equal";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
};

/// Entry by entry, as b8; floats and integers of one dtype, broadcasting. As in IEEE 754, NaN is not equal to, less or
/// greater than anything. (`x == y` asks whether x and y are the same node.)
Expr equal(const Operand& x, const Operand& y);
Expr not_equal(const Operand& x, const Operand& y);
Expr less(const Operand& x, const Operand& y);
Expr less_equal(const Operand& x, const Operand& y);
Expr greater(const Operand& x, const Operand& y);
Expr greater_equal(const Operand& x, const Operand& y);

}  // namespace nabla
