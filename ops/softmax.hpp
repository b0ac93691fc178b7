#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>

namespace nabla {

/// The law of a function of the entries along one axis, of floats; the result has the operand's type.
struct AlongAxis {
  Attr<int> axis = -1;
  auto attrs() const { return named_attrs("axis", axis); }
  Type infer(const Type& x) const;
};

struct Softmax : AlongAxis {
  static constexpr auto name = "softmax";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct LogSoftmax : AlongAxis {
  static constexpr auto name = "log_softmax";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct LogSumExp {
  static constexpr auto name = "logsumexp";
  Attr<int> axis = -1;
  Attr<bool> keepdims;
  auto attrs() const { return named_attrs("axis", axis, "keepdims", keepdims); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// exp(x) / sum(exp(x)) along the axis, of floats, any rank but 0. Never overflows; -inf gives 0; NaN along the axis
/// where an entry is NaN or +inf, or where all are -inf.
Expr softmax(const Operand& x, int axis = -1);
/// log(softmax(x)) = x - logsumexp(x), right where softmax(x) rounds to 0 or 1.
Expr log_softmax(const Operand& x, int axis = -1);
/// log(sum(exp(x))) along the axis, of floats, any rank but 0. Never overflows: +inf only with an entry of +inf, -inf
/// only where all are -inf, or over no entries.
Expr logsumexp(const Operand& x, int axis = -1, Keepdims keep = {});

}  // namespace nabla
