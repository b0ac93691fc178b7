#pragma once

#include <nabla/ops/softmax.hpp>

namespace nabla {

struct Sparsemax : AlongAxis<Sparsemax> {
  static constexpr auto name = "sparsemax";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// The point of the simplex that is nearest to x along the axis: max(x - tau, 0), with the tau for which the entries
/// add up to 1 (Martins and Astudillo, 2016); of floats, any rank but 0. Where y > 0, its support, the gradient is dy
/// less the mean of dy over the support; elsewhere, also where x = tau exactly, it is 0. -inf gives 0; NaN along the
/// axis where an entry is NaN or +inf, or where all are -inf. Errors are of the size of 1's last digit, not of a tiny
/// entry's.
Expr sparsemax(const Operand& x, int axis = -1);

}  // namespace nabla
