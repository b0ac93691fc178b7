#include <nabla/ops/diag.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/square.hpp>

namespace nabla {
namespace {

std::int64_t above(int k) { return std::max<std::int64_t>(0, k); }
std::int64_t below(int k) { return std::max<std::int64_t>(0, -std::int64_t{k}); }

/// The number of entries on the k-th diagonal.
Dim length(const Dim& rows, const Dim& columns, int k) {
  const Dim down = rows - below(k), right = columns - above(k);
  if (down.is_constant() && right.is_constant())
    return std::max<std::int64_t>(0, std::min(down.constant(), right.constant()));
  if (rows != columns)
    throw Error("the length of a diagonal of [" + to_string(rows) + ", " + to_string(columns) + "] is not known");
  return k < 0 ? down : right;
}

/// Calls body(offset in the matrices, offset in the diagonals) for each entry.
template <class Body>
void each_entry(std::span<const std::int64_t> matrices, std::span<const std::int64_t> diagonals, int k, Body&& body) {
  const auto columns = static_cast<std::size_t>(matrices.back());
  const auto size = static_cast<std::size_t>(matrices[matrices.size() - 2]) * columns;
  const auto n = static_cast<std::size_t>(diagonals.back());
  const std::size_t count = detail::count_of(diagonals.first(diagonals.size() - 1));
  const std::size_t first = static_cast<std::size_t>(below(k)) * columns + static_cast<std::size_t>(above(k));
  for (std::size_t m = 0; m < count; ++m)
    for (std::size_t i = 0; i < n; ++i) body(m * size + first + i * (columns + 1), m * n + i);
}

}  // namespace

Type Diagonal::infer(const Type& x) const {
  if (x.rank() < 2) throw Error("wants a matrix, not rank " + std::to_string(x.rank()));
  const std::size_t rank = x.rank();
  const Dim n = length(x.shape[rank - 2], x.shape[rank - 1], k);
  return {x.dtype, detail::inserted(detail::stack_of(x.shape), rank - 2, n)};
}

void Diagonal::eval(const View& x, const Out& y) const {
  dispatch(x.dtype, [&]<class T>() {
    each_entry(x.sizes, y.sizes, k, [&](std::size_t from, std::size_t to) { y.as<T>()[to] = x.as<T>()[from]; });
  });
}

Cotangent Diagonal::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  const std::size_t rank = x.rank();
  return apply(DiagonalMatrix{x.shape()[rank - 2], x.shape()[rank - 1], k}, y->where(), dy);
}

Type DiagonalMatrix::infer(const Type& x) const {
  if (x.rank() == 0) throw Error("wants at least one axis");
  const std::size_t last = x.rank() - 1;
  if (const Dim n = length(rows, columns, k); x.shape[last] != n)
    throw Error("diagonal " + std::to_string(*k) + " of [" + to_string(*rows) + ", " + to_string(*columns) + "] has " +
                to_string(n) + " entries, not " + to_string(x.shape[last]));
  return {x.dtype, detail::with_matrices(detail::without(x.shape, last), rows, columns)};
}

void DiagonalMatrix::eval(const View& x, const Out& y) const {
  std::fill_n(y.data, y.bytes(), std::byte{0});
  dispatch(x.dtype, [&]<class T>() {
    each_entry(y.sizes, x.sizes, k, [&](std::size_t to, std::size_t from) { y.as<T>()[to] = x.as<T>()[from]; });
  });
}

Cotangent DiagonalMatrix::pullback(const Expr&, const Expr&, const Expr& dy) const { return diagonal(dy, k); }

Expr diagonal(const Operand& x, int k) { return apply(Diagonal{k}, x.where(), x.expr()); }

Expr diagonal_matrix(const Operand& x, int k) {
  const Expr entries = x.expr();
  const Dim n = entries.rank() == 0 ? Dim(0) : entries.shape()[entries.rank() - 1] + above(k) + below(k);
  return apply(DiagonalMatrix{n, n, k}, x.where(), entries);
}

Expr diag(const Operand& x, int k) {
  const Expr entries = x.expr();
  if (entries.rank() == 1) return diagonal_matrix(Operand(entries, x.where()), k);
  if (entries.rank() == 2) return diagonal(Operand(entries, x.where()), k);
  return detail::placed("diag", x.where(), Exprs{entries}, [&]() -> Expr {
    throw Error("wants a vector or a matrix, not rank " + std::to_string(entries.rank()) +
                ": diagonal_matrix() and diagonal() take any number of them");
  });
}

}  // namespace nabla
