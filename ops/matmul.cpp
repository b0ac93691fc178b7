#include <nabla/ops/matmul.hpp>

#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reshape.hpp>

namespace nabla {
namespace {

const Dim& inner_of_left(const Shape& a, bool transposed) { return a[transposed ? 0 : a.rank() - 1]; }
const Dim& inner_of_right(const Shape& b, bool transposed) { return b[transposed ? b.rank() - 1 : 0]; }

void require_floats(const Type& a, const Type& b) {
  static_cast<void>(detail::floats(a)), static_cast<void>(detail::floats(b));
  if (a.dtype != b.dtype)
    throw Error(std::string(to_string(a.dtype)) + " and " + std::string(to_string(b.dtype)) + ": cast() one of them");
}

/// Do the operands, as the user wrote them, make a product?
bool fits(const Expr& a, const Expr& b) {
  return a.dtype() == b.dtype() && is_float(a.dtype()) && a.rank() > 0 && (b.rank() == 1 || b.rank() == 2) &&
         inner_of_left(a.shape(), false) == inner_of_right(b.shape(), false);
}

/// "did you mean transpose(W)?" where that would make it fit.
std::string hint(const Expr& a, const Expr& b) {
  const auto ask = [](const Expr& x, const char* side) {
    return "\n  did you mean " +
           (x.name().empty() ? std::string("to transpose the ") + side + " operand" : "transpose(" + x.name() + ")") +
           "?";
  };
  if (a.dtype() != b.dtype()) return "";
  if (a.rank() == 0 || b.rank() == 0 || b.rank() > 2) return "";
  if (b.rank() == 2 && inner_of_left(a.shape(), false) == inner_of_right(b.shape(), true)) return ask(b, "right");
  if (a.rank() == 2 && inner_of_left(a.shape(), true) == inner_of_right(b.shape(), false)) return ask(a, "left");
  return "";
}

Expr multiply(const Expr& a, bool transpose_a, const Expr& b, bool transpose_b, Where where = Where::here()) {
  return apply(Matmul{transpose_a, transpose_b}, where, a, b);
}

/// Throws infer()'s error, which shows the operands as the user wrote them.
Expr complain(const Expr& a, const Expr& b) {
  try {
    return multiply(a, false, b, false);
  } catch (const Error& error) {
    throw Error(error.where(), error.message() + hint(a, b));
  }
}

/// [..., k] as a matrix [rows, k].
Expr as_rows(const Expr& a) {
  if (a.rank() == 2) return a;
  Dim rows(1);
  for (std::size_t i = 0; i + 1 < a.rank(); ++i) rows = rows * a.shape()[i];
  return reshape(a, Shape{rows, a.shape()[a.rank() - 1]});
}

Expr as_matrix(const Expr& b) { return b.rank() == 2 ? b : reshape(b, Shape{b.shape()[0], 1}); }

/// The result's shape, from what the user wrote.
Shape product_shape(const Shape& a, const Shape& b) {
  std::vector<Dim> dims = a.dims();
  dims.pop_back();
  if (b.rank() == 2) dims.push_back(b[1]);
  return Shape(std::move(dims));
}

}  // namespace

Type Matmul::infer(const Type& a, const Type& b) const {
  require_floats(a, b);
  if (a.rank() == 0 || b.rank() == 0) throw Error("a value of rank 0 has no axis to sum over: multiply with *");
  if (b.rank() > 2) throw Error("the right operand has rank " + std::to_string(b.rank()) + ", more than a matrix");
  const Dim& k = inner_of_left(a.shape, transpose_a);
  const Dim& l = inner_of_right(b.shape, transpose_b);
  if (!(k == l)) throw Error("inner sizes differ: " + to_string(k) + " and " + to_string(l));
  if (a.rank() != 2 || b.rank() != 2) throw Error("the node multiplies two matrices: reshape the operands");
  return {a.dtype, {a.shape[transpose_a ? 1 : 0], b.shape[transpose_b ? 0 : 1]}};
}

void Matmul::eval(const View& a, const View& b, const Out& c) const {
  if (c.elements() == 0) return;
  const auto m = static_cast<std::size_t>(c.sizes[0]);
  const auto n = static_cast<std::size_t>(c.sizes[1]);
  const auto k = static_cast<std::size_t>(a.sizes[transpose_a ? 0 : 1]);
  if (k == 0) return static_cast<void>(std::memset(c.data, 0, c.bytes()));
  dispatch_float(c.dtype, [&]<class T>() {
    const auto product = detail::pick<T>(kernels::kernels().matmul);
    product(a.as<T>(), transpose_a, b.as<T>(), transpose_b, c.as<T>(), m, k, n);
  });
}

// With A = op(a), B = op(b): dA = dc B' and dB = A' dc, and where a or b is stored transposed, the transposes of these.
// Flags say all of it, so that no gradient of a product holds a transpose.
Cotangents Matmul::pullback(const Expr& a, const Expr& b, const Expr&, const Expr& dc) const {
  const Expr da = transpose_a ? multiply(b, transpose_b, dc, true) : multiply(dc, false, b, !transpose_b);
  const Expr db = transpose_b ? multiply(dc, true, a, transpose_a) : multiply(a, !transpose_a, dc, false);
  return {da, db};
}

Expr matmul(const Operand& a, const Operand& b) {
  const Expr left = a.meeting(b), right = b.meeting(a);
  const Provenance at(a.where());
  if (!fits(left, right)) return complain(left, right);
  if (left.rank() != 2 || right.rank() != 2)
    return reshape(matmul(as_rows(left), as_matrix(right)), product_shape(left.shape(), right.shape()));
  return multiply(left, false, right, false);
}

}  // namespace nabla
