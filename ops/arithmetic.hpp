#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Add : Binary<Add> {
  static constexpr auto name = "add";
  static constexpr bool commutative = true;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct Sub : Binary<Sub> {
  static constexpr auto name = "sub";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct Mul : Binary<Mul> {
  static constexpr auto name = "mul";
  static constexpr bool commutative = true;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct Div : Binary<Div> {
  static constexpr auto name = "div";
  Type infer(const Type& x, const Type& y) const;
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct Neg : UnaryAny {
  static constexpr auto name = "neg";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// Entry by entry, broadcasting; floats and integers of one dtype (a bare number takes the other's).
Expr operator+(const Operand& x, const Operand& y);
Expr operator-(const Operand& x, const Operand& y);
Expr operator*(const Operand& x, const Operand& y);
/// As above, but of floats only: what 7 / 2 should be, in integers, is for the user to say.
Expr operator/(const Operand& x, const Operand& y);
/// -x, of floats and integers.
Expr operator-(const Operand& x);

}  // namespace nabla
