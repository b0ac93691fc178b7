#include <nabla/ops/broadcast.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/reduce.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/strided.hpp>

namespace nabla {
namespace {

bool is_one(const Dim& dim) { return dim.is_constant() && dim.constant() == 1; }

/// The size of `axis` of a shape that is aligned from the right with one of `rank` axes.
Dim aligned(const Shape& shape, std::size_t rank, std::size_t axis) {
  const std::size_t missing = rank - shape.rank();
  return axis < missing ? Dim(1) : shape[axis - missing];
}

Error mismatch(const Shape& a, const char* preposition, const Shape& b, std::size_t axis) {
  const std::size_t rank = std::max(a.rank(), b.rank());
  return Error("cannot broadcast " + to_string(a) + preposition + to_string(b) + ": axis " + std::to_string(axis) +
               " is " + to_string(aligned(a, rank, axis)) + " and " + to_string(aligned(b, rank, axis)));
}

/// Some axis of `from` is repeated in `to`.
void require_rank(const Shape& from, const Shape& to) {
  if (from == to || to.rank() <= max_broadcast_rank) return;
  throw Error("cannot broadcast to rank " + std::to_string(to.rank()) + ": the limit is " +
              std::to_string(max_broadcast_rank));
}

}  // namespace

Shape broadcast(const Shape& a, const Shape& b) {
  if (a == b) return a;
  const std::size_t rank = std::max(a.rank(), b.rank());
  std::vector<Dim> dims(rank);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const Dim x = aligned(a, rank, axis);
    const Dim y = aligned(b, rank, axis);
    if (x != y && !is_one(x) && !is_one(y)) throw mismatch(a, " with ", b, axis);
    dims[axis] = is_one(x) ? y : x;
  }
  Shape shape(std::move(dims));
  require_rank(a, shape);
  require_rank(b, shape);
  return shape;
}

Type broadcast(const Type& a, const Type& b) {
  if (a.dtype != b.dtype)
    throw Error(std::string(to_string(a.dtype)) + " and " + std::string(to_string(b.dtype)) + ": cast() one of them");
  return {a.dtype, broadcast(a.shape, b.shape)};
}

Type BroadcastTo::infer(const Type& x) const {
  const Shape& to = shape;
  if (x.rank() > to.rank())
    throw Error("cannot broadcast " + to_string(x.shape) + " to " + to_string(to) + ", which has fewer axes");
  for (std::size_t axis = 0; axis < to.rank(); ++axis) {
    const Dim size = aligned(x.shape, to.rank(), axis);
    if (size != to[axis] && !is_one(size)) throw mismatch(x.shape, " to ", to, axis);
  }
  require_rank(x.shape, to);
  return {x.dtype, to};
}

void BroadcastTo::eval(const View& x, const Out& y) const {
  const BroadcastLoop<1> loop(y.sizes, {x.sizes});
  dispatch(x.dtype, [&]<class T>() {
    loop.run([&](const auto& offsets, std::size_t at, std::size_t n, const auto& steps) {
      const T* const from = x.as<T>() + offsets[0];
      T* const to = y.as<T>() + at;
      steps[0] == 0 ? std::fill_n(to, n, *from) : std::copy_n(from, n, to);
    });
  });
}

Cotangent BroadcastTo::pullback(const Expr& x, const Expr&, const Expr& dy) const { return sum_to(dy, x.shape()); }

Expr BroadcastTo::batch(const Batch& x) const {
  return broadcast_to(aligned(x, 0, shape->rank()), prepended(x.count(), shape));
}

Expr broadcast_to(const Operand& x, Shape shape) {
  const Expr from = x.expr();
  return from.shape() == shape ? from : apply(BroadcastTo{std::move(shape)}, x.where(), from);
}

Expr sum_to(const Expr& dy, const Shape& shape) {
  if (dy.shape() == shape) return dy;
  const std::size_t missing = dy.rank() - shape.rank();
  std::vector<int> stretched;
  bool inside = false;  // an axis of `shape` itself is stretched, so the sum has to keep it
  for (std::size_t axis = 0; axis < dy.rank(); ++axis) {
    if (is_one(dy.shape()[axis]) || aligned(shape, dy.rank(), axis) == dy.shape()[axis]) continue;
    stretched.push_back(static_cast<int>(axis));
    inside = inside || axis >= missing;
  }
  const Expr total = stretched.empty() ? dy : sum(dy, stretched, Keepdims{inside});
  return total.shape() == shape ? total : reshape(total, shape);
}

}  // namespace nabla
