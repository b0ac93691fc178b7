#pragma once

#include <nabla/ops/reduce.hpp>

namespace nabla {

/// (sum |x|^order)^(1/order) of the entries along the axes.
struct Norm {
  static constexpr auto name = "norm";
  Attr<std::vector<int>> axes;
  Attr<bool> keepdims;
  Attr<double> order = 2;
  auto attrs() const { return named_attrs("axes", axes, "keepdims", keepdims, "order", order); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// The length of the vector of all entries along the axes, sqrt(sum(x^2)), of floats; with another order p > 0
/// (sum |x|^p)^(1/p), and with infinity max |x|. Over no entries it is 0. Several axes count as one long vector: it is
/// never a matrix norm. Neither squares nor powers over- or underflow: norm([3e200, 4e200]) = 5e200.
///
/// At a vector of zeros the gradient is 0 by convention, so are all further derivatives, and so is that of an entry of
/// 0 for orders other than 2. With infinity the gradient goes to the first of the largest entries.
Expr norm(const Operand& x, const Axes& axes = {}, Keepdims keep = {}, double order = 2);

}  // namespace nabla
