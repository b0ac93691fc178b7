#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/reduce.hpp>

namespace nabla {

/// The law of a function of the entries along one axis, of floats; the result has the operand's type.
template <class Self>
struct AlongAxis {
  Attr<int> axis = -1;
  auto attrs() const { return named_attrs("axis", axis); }
  Type infer(const Type& x) const {
    static_cast<void>(normalized_axis(axis, x.rank()));
    return detail::floats(x);
  }
  Expr batch(const Batch& x) const { return apply(Self{{behind_axis(axis, x.rank(0))}}, x.node()->where(), x[0]); }
};

struct Softmax : AlongAxis<Softmax> {
  static constexpr auto name = "softmax";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct LogSoftmax : AlongAxis<LogSoftmax> {
  static constexpr auto name = "log_softmax";
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

struct LogSumExp : ReduceAlong<LogSumExp> {
  static constexpr auto name = "logsumexp";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr& x, const Expr& y, const Expr& dy) const;
};

/// exp(x) / sum(exp(x)) over one axis, a list of axes, or all of them (`{}`); of floats. Never overflows; -inf gives 0;
/// NaN in the whole sum where an entry is NaN or +inf, or where all are -inf.
Expr softmax(const Operand& x, const Axes& axes = -1);
/// log(softmax(x)) = x - logsumexp(x), right where softmax(x) rounds to 0 or 1.
Expr log_softmax(const Operand& x, const Axes& axes = -1);
/// log(sum(exp(x))) over one axis, a list of axes, or all of them (`{}`); of floats. Never overflows: +inf only with an
/// entry of +inf, -inf only where all are -inf, or over no entries.
Expr logsumexp(const Operand& x, const Axes& axes = -1, Keepdims keep = {});

}  // namespace nabla
