#include <nabla/ops/square.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla::detail {

const Type& squares(const Type& type) {
  static_cast<void>(floats(type));
  const Shape& shape = type.shape;
  if (shape.rank() < 2) throw Error("wants square matrices, not rank " + std::to_string(shape.rank()));
  const Dim &rows = shape[shape.rank() - 2], &columns = shape[shape.rank() - 1];
  if (!(rows == columns)) throw Error("wants square matrices, not " + to_string(rows) + " by " + to_string(columns));
  return type;
}

Shape stack_of(const Shape& matrices) {
  return matrices.rank() < 2 ? Shape() : first_axes(matrices, matrices.rank() - 2);
}

Shape with_matrices(const Shape& stack, const Dim& rows, const Dim& columns) {
  return joined(stack, Shape{rows, columns});
}

Shape broadcast_stacks(const Shape& a, const Shape& b) {
  try {
    return broadcast(stack_of(a), stack_of(b));
  } catch (const Error& error) {
    throw Error("the axes before the matrices': " + error.message());
  }
}

Expr each_one(const Expr& x) { return reshape(x, with_matrices(x.shape(), 1, 1)); }

}  // namespace nabla::detail
