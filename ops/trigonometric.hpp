#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Sin : Unary {
  static constexpr auto name = "sin";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Cos : Unary {
  static constexpr auto name = "cos";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Tan : Unary {
  static constexpr auto name = "tan";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Asin : Unary {
  static constexpr auto name = "asin";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Acos : Unary {
  static constexpr auto name = "acos";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Atan : Unary {
  static constexpr auto name = "atan";
  void eval(const View& x, const Out& y) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct Atan2 : Binary<Atan2> {
  static constexpr auto name = "atan2";
  Type infer(const Type& y, const Type& x) const;
  void eval(const View& y, const View& x, const Out& z) const;
  static std::array<Expr, 2> partials(const Expr& y, const Expr& x, const Expr& z, const Expr& dz);
};

/// Of floats, in radians, exact also for huge x; NaN of infinities.
Expr sin(const Operand& x);
Expr cos(const Operand& x);
Expr tan(const Operand& x);
/// The inverses: asin in [-pi/2, pi/2] and acos in [0, pi] of [-1, 1], NaN elsewhere, with infinite derivatives at both
/// ends; atan in [-pi/2, pi/2].
Expr asin(const Operand& x);
Expr acos(const Operand& x);
Expr atan(const Operand& x);
/// The angle of the point (x, y) in [-pi, pi], of floats, broadcasting; the signs of zeros and all infinities as in
/// C. d/dy = x / (x^2 + y^2) and d/dx = -y / (x^2 + y^2), without overflow; both are defined as 0 at the origin.
Expr atan2(const Operand& y, const Operand& x);

}  // namespace nabla
