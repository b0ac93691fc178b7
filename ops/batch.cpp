#include <nabla/ops/batch.hpp>

#include <algorithm>

#include <nabla/ops/axes.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {

Expr with_axis(const Batch& x, std::size_t i) {
  return x.has_axis(i) ? x[i] : broadcast_to(x[i], prepended(x.count(), x.shape(i)));
}

Expr aligned(const Batch& x, std::size_t i, std::size_t rank) {
  if (!x.has_axis(i) || x.rank(i) >= rank) return x[i];
  std::vector<Dim> leading(1 + rank - x.rank(i), 1);
  leading[0] = x.count();
  return reshape(x[i], detail::joined(Shape(std::move(leading)), x.shape(i)));
}

Expr batch_broadcasting(const Batch& x) {
  std::size_t rank = 0;
  for (std::size_t i = 0; i < x.size(); ++i) rank = std::max(rank, x.rank(i));
  std::vector<Expr> operands;
  for (std::size_t i = 0; i < x.size(); ++i) operands.push_back(aligned(x, i, rank));
  return make(x.node()->shared_op(), operands, x.node()->where());
}

Expr batch_leading(const Batch& x) {
  std::vector<Expr> operands;
  for (std::size_t i = 0; i < x.size(); ++i) operands.push_back(with_axis(x, i));
  return make(x.node()->shared_op(), operands, x.node()->where());
}

int behind_axis(int axis, std::size_t rank) { return static_cast<int>(normalized_axis(axis, rank)) + 1; }

std::vector<int> behind_axis(const std::vector<int>& axes, std::size_t rank) {
  std::vector<int> behind = axes;
  for (int& axis : behind) axis = behind_axis(axis, rank);
  return behind;
}

Shape prepended(const Dim& count, const Shape& shape) { return detail::inserted(shape, 0, count); }

}  // namespace nabla
