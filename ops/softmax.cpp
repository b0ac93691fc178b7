#include <nabla/ops/softmax.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/exp.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reduce_loop.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

void eval_along(const kernels::Axis& kernel, int axis, const View& x, const Out& y) {
  const detail::ReduceLoop loop(x.sizes, {&axis, 1});
  if (y.elements() == 0) return;
  dispatch_float(x.dtype, [&]<class T>() {
    detail::pick<T>(kernel)(x.as<T>(), y.as<T>(), loop.outer(), loop.entries(), loop.inner());
  });
}

/// Several axes, or none, as the single one that the operations know. Neighbours are merged where they stand, without
/// moving an entry.
class MergedAxes {
 public:
  MergedAxes(const Shape& shape, const std::vector<int>& axes) {
    std::vector<int> kept;
    for (int axis = 0; axis < static_cast<int>(shape.rank()); ++axis)
      if (std::find(axes.begin(), axes.end(), axis) == axes.end()) kept.push_back(axis);
    const bool neighbours = !axes.empty() && axes.back() - axes.front() + 1 == static_cast<int>(axes.size());
    axis_ = neighbours ? axes.front() : static_cast<int>(kept.size());
    order_ = kept;
    order_.insert(order_.begin() + axis_, axes.begin(), axes.end());
    Dim count = 1;
    for (const int axis : axes) count = count * shape[static_cast<std::size_t>(axis)];
    for (const int axis : kept) merged_.push_back(shape[static_cast<std::size_t>(axis)]);
    merged_.insert(merged_.begin() + axis_, count);
    for (const int axis : order_) moved_.push_back(shape[static_cast<std::size_t>(axis)]);
  }

  int axis() const { return axis_; }
  Expr merge(const Expr& x) const { return reshape(transpose(x, order_), Shape(merged_)); }
  /// A result of the merged shape in the original one.
  Expr restore(const Expr& y) const {
    std::vector<int> back(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) back[static_cast<std::size_t>(order_[i])] = static_cast<int>(i);
    return transpose(reshape(y, Shape(moved_)), back);
  }

 private:
  int axis_ = 0;
  std::vector<int> order_;
  std::vector<Dim> merged_, moved_;
};

/// A node of Op over one axis; over several, or none, with what makes them one around it.
template <class Op>
Expr along(const Operand& x, const Axes& axes) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  const std::vector<int> list = axes.attribute(entries.rank());
  if (list.size() == 1) return apply(Op{{list[0]}}, x.where(), entries);
  const MergedAxes merged = detail::placed(Op::name, x.where(), Exprs{entries}, [&] {
    return MergedAxes(detail::floats(entries.type()).shape, axes.normalized(entries.rank()));
  });
  return merged.restore(apply(Op{{merged.axis()}}, x.where(), merged.merge(entries)));
}

}  // namespace

void Softmax::eval(const View& x, const Out& y) const { eval_along(kernels::kernels().softmax, axis, x, y); }

Cotangent Softmax::pullback(const Expr&, const Expr& y, const Expr& dy) const {
  return y * (dy - sum(dy * y, *axis, keepdims));
}

void LogSoftmax::eval(const View& x, const Out& y) const { eval_along(kernels::kernels().log_softmax, axis, x, y); }

Cotangent LogSoftmax::pullback(const Expr&, const Expr& y, const Expr& dy) const {
  return dy - exp(y) * sum(dy, *axis, keepdims);
}

Type LogSumExp::infer(const Type& x) const { return {detail::floats(x).dtype, reduced(x.shape, {axis}, keepdims)}; }

void LogSumExp::eval(const View& x, const Out& y) const { eval_along(kernels::kernels().logsumexp, axis, x, y); }

// softmax(x) and not exp(x - y): the rounding of a large x - y would show.
Cotangent LogSumExp::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  const Shape column = reduced(x.shape(), {axis}, true);
  return softmax(x, *axis) * reshape(dy, column);
}

Expr LogSumExp::batch(const Batch& x) const {
  return apply(LogSumExp{behind_axis(axis, x.rank(0)), keepdims}, x.node()->where(), x[0]);
}

Expr softmax(const Operand& x, const Axes& axes) { return along<Softmax>(x, axes); }

Expr log_softmax(const Operand& x, const Axes& axes) { return along<LogSoftmax>(x, axes); }

Expr logsumexp(const Operand& x, const Axes& axes, Keepdims keep) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  const std::vector<int> list = axes.attribute(entries.rank());
  if (list.size() == 1) return apply(LogSumExp{list[0], keep.value}, x.where(), entries);
  const std::vector<int> over = detail::placed(LogSumExp::name, x.where(), Exprs{entries}, [&] {
    static_cast<void>(detail::floats(entries.type()));
    return axes.normalized(entries.rank());
  });
  const MergedAxes merged(entries.shape(), over);
  const Expr y = apply(LogSumExp{merged.axis(), false}, x.where(), merged.merge(entries));
  return reshape(y, reduced(entries.shape(), over, keep.value));
}

}  // namespace nabla
