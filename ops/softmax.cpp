#include <nabla/ops/softmax.hpp>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/merged_axes.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/softmax_lines.hpp>

namespace nabla {
namespace {

void eval_along(int axis, const Out* detail::SoftmaxLines::*result, const View& x, const Out& y) {
  detail::SoftmaxLines what(x, axis);
  what.*result = &y;
  what.compute(0, what.lines());
}

}  // namespace

void Softmax::eval(const View& x, const Out& y) const { eval_along(axis, &detail::SoftmaxLines::softmax, x, y); }

Cotangent Softmax::pullback(const Expr&, const Expr& y, const Expr& dy) const {
  return y * (dy - sum(dy * y, *axis, keepdims));
}

void LogSoftmax::eval(const View& x, const Out& y) const { eval_along(axis, &detail::SoftmaxLines::log_softmax, x, y); }

Cotangent LogSoftmax::pullback(const Expr&, const Expr& y, const Expr& dy) const {
  return dy - exp(y) * sum(dy, *axis, keepdims);
}

Type LogSumExp::infer(const Type& x) const { return {detail::floats(x).dtype, reduced(x.shape, {axis}, keepdims)}; }

void LogSumExp::eval(const View& x, const Out& y) const { eval_along(axis, &detail::SoftmaxLines::logsumexp, x, y); }

// softmax(x) and not exp(x - y): the rounding of a large x - y would show.
Cotangent LogSumExp::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  const Shape column = reduced(x.shape(), {axis}, true);
  return softmax(x, *axis) * reshape(dy, column);
}

Expr softmax(const Operand& x, const Axes& axes) { return detail::along<Softmax>(x, axes); }

Expr log_softmax(const Operand& x, const Axes& axes) { return detail::along<LogSoftmax>(x, axes); }

Expr logsumexp(const Operand& x, const Axes& axes, Keepdims keep) {
  return detail::reduced_along<LogSumExp>(x, axes, keep);
}

}  // namespace nabla
