#include <nabla/ops/tile.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

void require_count(const Dim& count) {
  if (count.is_constant() && count.constant() < 0) throw Error("a count is negative: " + to_string(count));
}

}  // namespace

Expr tile(const Operand& x, const std::vector<Dim>& counts) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return detail::placed("tile", x.where(), Exprs{entries}, [&] {
    const std::size_t rank = std::max(counts.size(), entries.rank());
    std::vector<Dim> with_ones, repeated, dims;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const std::size_t missing = rank - entries.rank(), uncounted = rank - counts.size();
      const Dim n = axis < missing ? Dim(1) : entries.shape()[axis - missing];
      const Dim count = axis < uncounted ? Dim(1) : counts[axis - uncounted];
      require_count(count);
      if (count != Dim(1)) {  // an axis in front to stretch
        with_ones.emplace_back(1);
        repeated.push_back(count);
      }
      with_ones.push_back(n);
      repeated.push_back(n);
      dims.push_back(count * n);
    }
    return reshape(broadcast_to(reshape(entries, Shape(with_ones)), Shape(repeated)), Shape(dims));
  });
}

Expr repeat(const Operand& x, const Dim& count, int axis) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return detail::placed("repeat", x.where(), Exprs{entries}, [&] {
    const std::size_t along = normalized_axis(axis, entries.rank());
    require_count(count);
    const Shape &shape = entries.shape(), repeated = detail::inserted(shape, along + 1, count);
    const Expr columns = reshape(entries, detail::inserted(shape, along + 1, 1));
    return reshape(broadcast_to(columns, repeated), detail::resized(shape, along, shape[along] * count));
  });
}

}  // namespace nabla
