#include <nabla/ops/expand_dims.hpp>

#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

bool is_one(const Dim& dim) { return dim == Dim(1); }

}  // namespace

Expr expand_dims(const Operand& x, int axis) { return expand_dims(x, std::vector<int>{axis}); }

Expr expand_dims(const Operand& x, const std::vector<int>& axes) {
  const Expr entries = x.expr();
  const Shape shape = detail::placed("expand_dims", x.where(), Exprs{entries}, [&] {
    Shape all = entries.shape();
    for (const int axis : Axes(axes).normalized(all.rank() + axes.size()))
      all = detail::inserted(all, static_cast<std::size_t>(axis), 1);
    return all;
  });
  return reshape(Operand(entries, x.where()), shape);
}

Expr squeeze(const Operand& x, const Axes& axes) {
  const Expr entries = x.expr();
  const Shape shape = detail::placed("squeeze", x.where(), Exprs{entries}, [&] {
    const std::vector<int> gone = axes.normalized(entries.rank());
    for (const int axis : gone)
      if (const Dim& n = entries.shape()[static_cast<std::size_t>(axis)]; !is_one(n))
        throw Error("axis " + std::to_string(axis) + " has " + to_string(n) + " entries, not 1");
    return reduced(entries.shape(), gone, false);
  });
  return reshape(Operand(entries, x.where()), shape);
}

Expr squeeze(const Operand& x) {
  const Expr entries = x.expr();
  std::vector<Dim> dims = entries.shape().dims();
  std::erase_if(dims, is_one);
  return reshape(Operand(entries, x.where()), Shape(std::move(dims)));
}

Expr flatten(const Operand& x, int from) {
  const Expr entries = x.expr();
  const Shape shape = detail::placed("flatten", x.where(), Exprs{entries}, [&] {
    const auto rank = static_cast<int>(entries.rank());
    const std::size_t first = from == rank ? entries.rank() : normalized_axis(from, entries.rank());
    const Dim size = detail::axes_from(entries.shape(), first).elements();
    return detail::inserted(detail::first_axes(entries.shape(), first), first, size);
  });
  return reshape(Operand(entries, x.where()), shape);
}

Expr swap_axes(const Operand& x, int a, int b) {
  const Expr entries = x.expr();
  const std::vector<int> order = detail::placed("swap_axes", x.where(), Exprs{entries}, [&] {
    std::vector<int> axes(entries.rank());
    std::iota(axes.begin(), axes.end(), 0);
    std::swap(axes[normalized_axis(a, axes.size())], axes[normalized_axis(b, axes.size())]);
    return axes;
  });
  return transpose(Operand(entries, x.where()), order);
}

}  // namespace nabla
