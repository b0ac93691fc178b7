#include <nabla/ops/concat.hpp>

#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/slice.hpp>

namespace nabla {
namespace {

/// Error unless y stands behind x along the axis.
void require_fit(const Type& x, const Type& y, std::size_t axis) {
  if (x.dtype != y.dtype)
    throw Error(std::string(to_string(x.dtype)) + " and " + std::string(to_string(y.dtype)) + ": cast() one of them");
  if (x.rank() != y.rank()) throw Error("ranks differ: " + to_string(x.shape) + " and " + to_string(y.shape));
  for (std::size_t i = 0; i < x.rank(); ++i)
    if (i != axis && x.shape[i] != y.shape[i])
      throw Error(to_string(x.shape) + " and " + to_string(y.shape) + " differ at axis " + std::to_string(i) +
                  ", not only at " + std::to_string(axis));
}

}  // namespace

Type Concat::infer(Types x) const {
  if (x.empty()) throw Error("there is nothing to join");
  const std::size_t at = normalized_axis(axis, x[0].rank());
  Dim size = x[0].shape[at];
  for (const Type& next : x.subspan(1)) {
    require_fit(x[0], next, at);
    size = size + next.shape[at];
  }
  return {x[0].dtype, detail::resized(x[0].shape, at, size)};
}

void Concat::eval(Views x, const Out& y) const {
  const detail::Rows rows(y.sizes, axis);
  const std::size_t block = rows.n * rows.inner * size_of(y.dtype);
  std::size_t at = 0;
  for (const View& part : x) {
    const detail::Rows own(part.sizes, axis);
    const std::size_t bytes = own.n * own.inner * size_of(y.dtype);
    if (bytes == 0) continue;
    for (std::size_t o = 0; o < rows.outer; ++o) std::memcpy(y.data + o * block + at, part.data + o * bytes, bytes);
    at += bytes;
  }
}

Cotangents Concat::pullback(Operands x, const Expr& y, const Expr& dy) const {
  Cotangents answers;
  Dim from(0);
  for (const Expr& part : x) {
    const Dim& size = part.shape()[normalized_axis(axis, part.rank())];
    answers.emplace_back(apply(Slice{axis, size, 1}, y->where(), dy, detail::slice_start(from)));
    from = from + size;
  }
  return answers;
}

Expr Concat::batch(const Batch& x) const {
  std::vector<Expr> parts;
  for (std::size_t i = 0; i < x.size(); ++i) parts.push_back(with_axis(x, i));
  return concat(parts, behind_axis(axis, x.rank(0)), x.node()->where());
}

Expr concat(const Exprs& x, int axis, Where where) {
  const Concat op{x.empty() ? axis : axis_attribute(axis, x[0].rank())};
  const Expr y = make(make_ref<const detail::Model<Concat>>(op), x, where);
  return x.size() == 1 ? x[0] : y;
}

Expr stack(const Exprs& x, int axis, Where where) {
  const Provenance at(where);
  return detail::placed("stack", where, x, [&] {
    if (x.empty()) throw Error("there is nothing to join");
    Exprs rows;
    for (const Expr& row : x) {
      if (row.type() != x[0].type())
        throw Error("types differ: " + to_string(x[0].type()) + " and " + to_string(row.type()));
      rows.push_back(expand_dims(row, static_cast<int>(normalized_axis(axis, row.rank() + 1))));
    }
    return concat(rows, axis, where);
  });
}

std::vector<Expr> split(const Operand& x, const std::vector<Dim>& sizes, int axis) {
  const Provenance at(x.where());
  const Expr whole = x.expr();
  return detail::placed("split", x.where(), Exprs{whole}, [&] {
    const std::size_t along = normalized_axis(axis, whole.rank());
    std::vector<Expr> parts;
    Dim from(0);
    for (const Dim& size : sizes) {
      if (size.is_constant() && size.constant() < 0) throw Error("a size is negative: " + to_string(size));
      parts.push_back(slice(whole, axis, {from, from + size}));
      from = from + size;
    }
    if (from != whole.shape()[along])
      throw Error("the sizes add up to " + to_string(from) + ", axis " + std::to_string(along) + " has " +
                  to_string(whole.shape()[along]));
    return parts;
  });
}

std::vector<Expr> detail::split_evenly(const Operand& x, std::int64_t parts, int axis) {
  const Expr whole = x.expr();
  const Dim size = placed("split", x.where(), Exprs{whole}, [&] {
    const Dim& n = whole.shape()[normalized_axis(axis, whole.rank())];
    const std::optional<Dim> part = parts > 0 ? divide(n, parts) : std::nullopt;
    if (!part) throw Error(to_string(n) + " entries do not divide into " + std::to_string(parts) + " equal parts");
    return *part;
  });
  return split(Operand(whole, x.where()), std::vector<Dim>(static_cast<std::size_t>(parts), size), axis);
}

}  // namespace nabla
