#include <nabla/ops/triangle.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/elementwise.hpp>

namespace nabla {
namespace {

/// Row i of a matrix.
template <class T>
void triangle_row(const T* x, T* y, std::size_t i, std::size_t columns, bool lower, T diagonal) {
  const std::size_t before = std::min(i, columns);
  lower ? std::copy_n(x, before, y) : std::fill_n(y, before, T{0});
  if (i >= columns) return;
  y[i] = diagonal == T{0} ? T{0} : diagonal * x[i];
  lower ? std::fill(y + i + 1, y + columns, T{0}) : void(std::copy(x + i + 1, x + columns, y + i + 1));
}

}  // namespace

Type Triangle::infer(const Type& x) const {
  if (x.rank() < 2) throw Error("wants matrices, not rank " + std::to_string(x.rank()));
  return detail::floats(x);
}

void Triangle::eval(const View& x, const Out& y) const {
  const auto rows = static_cast<std::size_t>(x.sizes[x.rank() - 2]);
  const auto columns = static_cast<std::size_t>(x.sizes[x.rank() - 1]);
  const std::size_t all = columns == 0 ? 0 : x.elements() / columns;
  dispatch_float(x.dtype, [&]<class T>() {
    for (std::size_t row = 0; row < all; ++row)
      triangle_row(x.as<T>() + row * columns, y.as<T>() + row * columns, row % rows, columns, *lower,
                   static_cast<T>(*diagonal));
  });
}

Cotangent Triangle::pullback(const Expr&, const Expr&, const Expr& dy) const { return triangle(dy, lower, diagonal); }

Expr triangle(const Operand& x, bool lower, double diagonal) {
  return apply(Triangle{lower, diagonal}, x.where(), x.expr());
}

}  // namespace nabla
