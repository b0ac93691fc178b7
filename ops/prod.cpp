#include <nabla/ops/prod.hpp>

#include <algorithm>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/eye.hpp>
#include <nabla/ops/merged_axes.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce_loop.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

/// Integers wrap around, which signed types may not.
template <class T>
T times(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a * b;
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// The products of `width` lines, at most `most`, of n entries that are `inner` apart; of a single one in a register.
template <std::size_t most, class T>
void multiply_lines(const T* x, T* y, std::size_t n, std::size_t inner, std::size_t width) {
  if constexpr (most == 1) width = 1;
  T products[most];
  std::fill_n(products, width, T{1});
  for (std::size_t i = 0; i < n; ++i, x += inner)
    for (std::size_t j = 0; j < width; ++j) products[j] = times(products[j], x[j]);
  std::copy_n(products, width, y);
}

/// Two sweeps: what stands before, then times what stands behind.
template <std::size_t most, class T>
void multiply_others(const T* x, T* y, std::size_t n, std::size_t inner, std::size_t width) {
  if constexpr (most == 1) width = 1;
  T products[most];
  std::fill_n(products, width, T{1});
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < width; ++j) {
      y[i * inner + j] = products[j];
      products[j] = times(products[j], x[i * inner + j]);
    }
  std::fill_n(products, width, T{1});
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = 0; j < width; ++j) {
      y[i * inner + j] = times(y[i * inner + j], products[j]);
      products[j] = times(products[j], x[i * inner + j]);
    }
}

}  // namespace

Type Prod::infer(const Type& x) const { return {detail::numbers(x).dtype, reduced(x.shape, {axis}, keepdims)}; }

void Prod::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, {&*axis, 1});
  detail::dispatch_number(x.dtype, [&]<class T>() {
    if (loop.results() == 0 || loop.entries() == 0)
      return static_cast<void>(std::fill_n(y.as<T>(), y.elements(), T{1}));
    const auto run = loop.inner() == 1 ? multiply_lines<1, T> : multiply_lines<detail::lines_at_a_time, T>;
    detail::each_lines(loop, [&](std::size_t at, std::size_t line, std::size_t width) {
      run(x.as<T>() + at, y.as<T>() + line, loop.entries(), loop.inner(), width);
    });
  });
}

Cotangent Prod::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return reshape(dy, reduced(x.shape(), {axis}, true)) * prod_of_others(x, axis);
}

Type ProdOfOthers::infer(const Type& x) const {
  static_cast<void>(normalized_axis(axis, x.rank()));
  return detail::numbers(x);
}

void ProdOfOthers::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, {&*axis, 1});
  if (y.elements() == 0) return;
  detail::dispatch_number(x.dtype, [&]<class T>() {
    const auto run = loop.inner() == 1 ? multiply_others<1, T> : multiply_others<detail::lines_at_a_time, T>;
    detail::each_lines(loop, [&](std::size_t at, std::size_t, std::size_t width) {
      run(x.as<T>() + at, y.as<T>() + at, loop.entries(), loop.inner(), width);
    });
  });
}

Cotangent ProdOfOthers::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  // dx[k] = sum over i != k of dy[i] * (the product of x[j] over all j but i and k). Row i of the matrix is x with a 1
  // at i, so that its products of others are just those; being prod_of_others again, it can be differentiated on.
  const std::size_t at = normalized_axis(axis, x.rank());
  const int row = static_cast<int>(at), column = row + 1;
  const Dim& n = x.shape()[at];
  std::vector<Dim> sizes{n, n};
  sizes.resize(x.rank() + 1 - at, 1);
  const Expr diagonal = reshape(eye(n, b8), Shape(sizes));
  const Expr rows = where(diagonal, 1, expand_dims(x, row));
  const Expr others = where(diagonal, 0, prod_of_others(rows, column));
  return sum(expand_dims(dy, column) * others, row);
}

Expr prod(const Operand& x, const Axes& axes, Keepdims keep) { return detail::reduced_along<Prod>(x, axes, keep); }

Expr prod_of_others(const Operand& x, int axis) {
  const Expr entries = x.expr();
  return apply(ProdOfOthers{{axis_attribute(axis, entries.rank())}}, x.where(), entries);
}

}  // namespace nabla
