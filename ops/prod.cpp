#include <nabla/ops/prod.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/eye.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/transpose.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

std::vector<Dim> without_last(const Shape& shape) { return {shape.begin(), shape.end() - 1}; }

/// The shape with one more axis of `dim` before axis `axis`.
Shape inserted(const Shape& shape, std::size_t axis, const Dim& dim) {
  std::vector<Dim> dims = shape.dims();
  dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), dim);
  return Shape(std::move(dims));
}

/// Integers wrap around, which signed types may not.
template <class T>
T times(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a * b;
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

template <class T>
void prod_rows(const T* x, T* y, std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n) y[r] = std::accumulate(x, x + n, T{1}, times<T>);
}

/// Two sweeps: what stands before, then times what stands behind.
template <class T>
void prod_of_others_rows(const T* x, T* y, std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r, x += n, y += n) {
    T before{1}, behind{1};
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = before;
      before = times(before, x[i]);
    }
    for (std::size_t i = n; i-- > 0;) {
      y[i] = times(y[i], behind);
      behind = times(behind, x[i]);
    }
  }
}

}  // namespace

Type Prod::infer(const Type& x) const {
  if (x.rank() == 0) throw Error("wants at least one axis");
  return {detail::numbers(x).dtype, Shape(without_last(x.shape))};
}

void Prod::eval(const View& x, const Out& y) const {
  detail::dispatch_number(x.dtype, [&]<class T>() {
    prod_rows(x.as<T>(), y.as<T>(), y.elements(), static_cast<std::size_t>(x.sizes.back()));
  });
}

Cotangent Prod::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  return reshape(dy, inserted(y.shape(), y.rank(), 1)) * prod_of_others(x);
}

Type ProdOfOthers::infer(const Type& x) const {
  if (x.rank() == 0) throw Error("wants at least one axis");
  return detail::numbers(x);
}

void ProdOfOthers::eval(const View& x, const Out& y) const {
  const auto n = static_cast<std::size_t>(x.sizes.back());
  detail::dispatch_number(
      x.dtype, [&]<class T>() { prod_of_others_rows(x.as<T>(), y.as<T>(), n == 0 ? 0 : x.elements() / n, n); });
}

Cotangent ProdOfOthers::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  // dx[k] = sum over i != k of dy[i] * (the product of x[j] over all j but i and k). Row i of the matrix is x with a 1
  // at i, so that its products of others are just those; being prod_of_others again, it can be differentiated on.
  const Dim n = x.shape()[x.rank() - 1];
  const Expr diagonal = eye(n, b8);
  const Expr rows = where(diagonal, 1, reshape(x, inserted(x.shape(), x.rank() - 1, 1)));
  const Expr others = where(diagonal, 0, prod_of_others(rows));
  const int axis = static_cast<int>(y.rank()) - 1;
  return sum(reshape(dy, inserted(dy.shape(), dy.rank(), 1)) * others, axis);
}

Expr prod(const Operand& x, const Axes& axes, Keepdims keep) {
  const Provenance at(x.where());
  const Expr e = x.expr();
  const std::vector<int> reduced = axes.normalized(e.rank());
  std::vector<int> order;
  std::vector<Dim> kept, with_ones;
  Dim count = 1;
  for (int axis = 0; axis < static_cast<int>(e.rank()); ++axis) {
    const Dim& dim = e.shape()[static_cast<std::size_t>(axis)];
    const bool gone = std::find(reduced.begin(), reduced.end(), axis) != reduced.end();
    with_ones.push_back(gone ? Dim(1) : dim);
    if (gone) {
      count = count * dim;
    } else {
      order.push_back(axis);
      kept.push_back(dim);
    }
  }
  order.insert(order.end(), reduced.begin(), reduced.end());
  std::vector<Dim> one_axis = kept;
  one_axis.push_back(count);
  const Expr y = apply(Prod{}, x.where(), reshape(transpose(e, order), Shape(one_axis)));
  return keep.value ? reshape(y, Shape(with_ones)) : y;
}

Expr prod_of_others(const Operand& x) { return apply(ProdOfOthers{}, x.where(), x.expr()); }

}  // namespace nabla
