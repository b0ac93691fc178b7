#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct XLogY : Binary<XLogY> {
  static constexpr auto name = "xlogy";
  Type infer(const Type& x, const Type& y) const;
  void eval(const View& x, const View& y, const Out& z) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

struct XLog1pY : Binary<XLog1pY> {
  static constexpr auto name = "xlog1py";
  Type infer(const Type& x, const Type& y) const;
  void eval(const View& x, const View& y, const Out& z) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

/// x log(y) of floats, broadcasting; 0 where x is 0, whatever y is but NaN (as in scipy). d/dx = log(y), also there;
/// d/dy = x / y, which is defined as 0 for x = y = 0.
Expr xlogy(const Operand& x, const Operand& y);
/// x log(1 + y), exact also for y near 0; otherwise as xlogy, with 1 + y for y.
Expr xlog1py(const Operand& x, const Operand& y);

}  // namespace nabla
