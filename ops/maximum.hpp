#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct Maximum : Binary<Maximum> {
  static constexpr auto name = "maximum";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct Minimum : Binary<Minimum> {
  static constexpr auto name = "minimum";
  void eval(const View& x, const View& y, const Out& z) const;
  bool tile(Types operands, kernels::Tile& kernel) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

/// The larger entry of each pair, NaN if either is; floats and integers, broadcasting. Ties give the whole gradient to
/// x.
Expr maximum(const Operand& x, const Operand& y);
/// The smaller entry of each pair, NaN if either is; otherwise as maximum.
Expr minimum(const Operand& x, const Operand& y);

}  // namespace nabla
