#include <nabla/ops/glu.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/concat.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/sigmoid.hpp>
#include <nabla/ops/slice.hpp>

namespace nabla {

Type Glu::infer(const Type& x) const {
  const std::size_t along = normalized_axis(axis, x.rank());
  const Dim& size = detail::floats(x).shape[along];
  const std::optional<Dim> half = divide(size, 2);
  if (!half) throw Error("axis " + std::to_string(along) + " is " + to_string(size) + ", not an even size");
  return {x.dtype, detail::resized(x.shape, along, *half)};
}

void Glu::eval(const View& x, const Out& y) const {
  if (y.elements() == 0) return;
  const detail::Rows rows(y.sizes, axis);
  const std::size_t n = rows.n * rows.inner;  // neighbouring entries of a half
  dispatch_float(x.dtype, [&]<class T>() {
    const kernels::Kernels& k = kernels::kernels();
    const T* a = x.as<T>();
    T* to = y.as<T>();
    for (std::size_t outer = 0; outer < rows.outer; ++outer, a += 2 * n, to += n) {
      detail::pick<T>(k.sigmoid)(a + n, to, n, 0);
      detail::pick<T>(k.mul)(a, 1, to, 1, to, n);
    }
  });
}

Cotangent Glu::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const Dim& half = y.shape()[normalized_axis(axis, y.rank())];
  const Expr b = slice(x, axis, {half, 2 * half});
  return concat({dy * sigmoid(b), dy * (y * sigmoid(-b))}, axis);
}

Expr glu(const Operand& x, int axis) {
  const Expr entries = x.expr();
  return apply(Glu{{axis_attribute(axis, entries.rank())}}, x.where(), entries);
}

}  // namespace nabla
