#include <nabla/ops/scale_gradient.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/clip.hpp>
#include <nabla/ops/elementwise.hpp>

namespace nabla {

Type ScaleGradient::infer(const Type& x, const Type& factor) const {
  if (broadcast(detail::floats(x), factor) != x)
    throw Error("a factor " + to_string(factor.shape) + " does not stretch to " + to_string(x.shape));
  return x;
}

void ScaleGradient::eval(const View& x, const View&, const Out& y) const { detail::copy_entries(x, y); }

Cotangents ScaleGradient::pullback(const Expr&, const Expr& factor, const Expr&, const Expr& dy) const {
  return {dy * factor, disconnected};
}

Expr ScaleGradient::batch(const Batch& x) const {
  return apply(ScaleGradient{}, x.node()->where(), with_axis(x, 0), aligned(x, 1, x.rank(0)));
}

Type ClipGradient::infer(const Type& x) const {
  if (!(*low <= *high)) throw Error("the interval [" + attr_text(*low) + ", " + attr_text(*high) + "] is empty");
  return detail::floats(x);
}

Cotangent ClipGradient::pullback(const Expr&, const Expr&, const Expr& dy) const { return clip(dy, *low, *high); }

Expr scale_gradient(const Operand& x, const Operand& factor) {
  return apply(ScaleGradient{}, x.where(), x.meeting(factor), factor.meeting(x));
}

Expr clip_gradient(const Operand& x, double low, double high) {
  return apply(ClipGradient{{}, low, high}, x.where(), x.expr());
}

}  // namespace nabla
