#include <nabla/ops/tri.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// tri(..., k) of the size of the last two axes.
Expr mask(const char* who, Where where, const Expr& x, int k) {
  return detail::placed(who, where, Exprs{x}, [&] {
    if (x.rank() < 2) throw Error("wants a matrix, not rank " + std::to_string(x.rank()));
    return tri(x.shape()[x.rank() - 2], x.shape()[x.rank() - 1], k, b8, where);
  });
}

}  // namespace

void Tri::eval(const Out& y) const {
  const std::int64_t width = y.sizes[1];
  dispatch(y.dtype, [&]<class T>() {
    T* row = y.as<T>();
    for (std::int64_t i = 0; i < y.sizes[0]; ++i, row += width) {
      const std::int64_t ones = std::clamp(i + *k + 1, std::int64_t{0}, width);
      std::fill_n(row, ones, T(1));
      std::fill_n(row + ones, width - ones, T(0));
    }
  });
}

Expr tri(const Dim& rows, const Dim& columns, int k, DType dtype, Where where) {
  return apply(Tri{rows, columns, k, dtype}, where);
}

Expr tril(const Operand& x, int k) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return where(mask("tril", x.where(), entries, k), entries, 0);
}

Expr triu(const Operand& x, int k) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return where(mask("triu", x.where(), entries, k - 1), 0, entries);
}

}  // namespace nabla
