#pragma once

#include <nabla/ops/elementwise.hpp>

namespace nabla {

struct LogAddExp : Binary<LogAddExp> {
  static constexpr auto name = "logaddexp";
  static constexpr bool commutative = true;
  Type infer(const Type& x, const Type& y) const;
  void eval(const View& x, const View& y, const Out& z) const;
  static std::array<Expr, 2> partials(const Expr& x, const Expr& y, const Expr& z, const Expr& dz);
};

/// log(e^x + e^y) of floats, broadcasting, without overflow and right at all infinities: the larger one, and
/// -inf of two -inf. The derivatives are sigmoid(x - y) and sigmoid(y - x), 1/2 each where x and y are the same
/// infinity. In f64 a result below 1, next to where e^x + e^y = 1, is as exact as 1 would be.
Expr logaddexp(const Operand& x, const Operand& y);

}  // namespace nabla
