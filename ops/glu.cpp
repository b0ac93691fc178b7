#include <nabla/ops/glu.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// The shape of y with an axis of `halves` in front of `axis`.
Shape with_halves(const Shape& y, std::size_t axis, const Dim& halves) {
  std::vector<Dim> dims = y.dims();
  dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), halves);
  return Shape(std::move(dims));
}

/// [false, true] along the axis of the two halves.
Expr is_second(std::size_t rank, std::size_t axis) {
  Sizes sizes(rank, 1);
  sizes[axis] = 2;
  return constant(Tensor::from_vector<double>(sizes, {0, 1}).cast(b8));
}

}  // namespace

Type Glu::infer(const Type& x) const {
  const std::size_t along = normalized_axis(axis, x.rank());
  std::vector<Dim> dims = detail::floats(x).shape.dims();
  const std::optional<Dim> half = divide(dims[along], 2);
  if (!half) throw Error("axis " + std::to_string(along) + " is " + to_string(dims[along]) + ", not an even size");
  dims[along] = *half;
  return {x.dtype, Shape(std::move(dims))};
}

void Glu::eval(const View& x, const Out& y) const {
  if (y.elements() == 0) return;
  std::size_t n = 1;  // neighbouring entries of a half
  for (std::size_t along = normalized_axis(axis, x.rank()); along < y.rank(); ++along)
    n *= static_cast<std::size_t>(y.sizes[along]);
  dispatch_float(x.dtype, [&]<class T>() {
    const kernels::Kernels& k = kernels::kernels();
    const T* a = x.as<T>();
    T* to = y.as<T>();
    for (std::size_t outer = y.elements() / n; outer > 0; --outer, a += 2 * n, to += n) {
      detail::pick<T>(k.sigmoid)(a + n, to, n, 0);
      detail::pick<T>(k.mul)(a, 1, to, 1, to, n);
    }
  });
}

Cotangent Glu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const std::size_t along = normalized_axis(axis, x.rank());
  const Expr second = is_second(x.rank() + 1, along);
  const Expr b = sum(where(second, reshape(x, with_halves(y.shape(), along, 2)), 0), static_cast<int>(along));
  const Shape one = with_halves(y.shape(), along, 1);
  const Expr da = reshape(dy * sigmoid(b), one), db = reshape(dy * (y * sigmoid(-b)), one);
  return reshape(where(second, db, da), x.shape());
}

Expr glu(const Operand& x, int axis) {
  const Expr entries = x.expr();
  return apply(Glu{{axis_attribute(axis, entries.rank())}}, x.where(), entries);
}

}  // namespace nabla
