#include <nabla/ops/matmul.hpp>

#include <algorithm>
#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/square.hpp>
#include <nabla/ops/strided.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

using detail::broadcast_stacks;
using detail::with_matrices;

/// The sizes of a matrix, or of those in a stack, as the flag reads them; a vector's only size is either.
const Dim& rows_of(const Shape& x, bool transposed) { return x[x.rank() - (transposed || x.rank() == 1 ? 1 : 2)]; }
const Dim& columns_of(const Shape& x, bool transposed) { return rows_of(x, !transposed); }

/// One matrix, if need be under leading axes of size 1?
bool is_single(const Shape& x) {
  return std::all_of(x.begin(), x.end() - 2, [](const Dim& size) { return size == Dim(1); });
}

void require_floats(const Type& a, const Type& b) {
  static_cast<void>(detail::floats(a)), static_cast<void>(detail::floats(b));
  if (a.dtype != b.dtype)
    throw Error(std::string(to_string(a.dtype)) + " and " + std::string(to_string(b.dtype)) + ": cast() one of them");
}

/// Do the operands, as the user wrote them, make a product?
bool fits(const Expr& a, const Expr& b) {
  if (a.dtype() != b.dtype() || !is_float(a.dtype()) || a.rank() == 0 || b.rank() == 0) return false;
  if (columns_of(a.shape(), false) != rows_of(b.shape(), false)) return false;
  try {
    return broadcast_stacks(a.shape(), b.shape()), true;
  } catch (const Error&) {
    return false;
  }
}

/// "did you mean transpose(W)?" where that would make it fit.
std::string hint(const Expr& a, const Expr& b) {
  const auto ask = [](const Expr& x, const char* side) {
    const std::string name = x.rank() == 2 ? "transpose(" : "matrix_transpose(";
    return "\n  did you mean " +
           (x.name().empty() ? std::string("to transpose the ") + side + " operand" : name + x.name() + ")") + "?";
  };
  if (a.dtype() != b.dtype() || a.rank() == 0 || b.rank() == 0) return "";
  if (columns_of(a.shape(), false) == rows_of(b.shape(), false)) return "";
  if (b.rank() > 1 && columns_of(a.shape(), false) == rows_of(b.shape(), true)) return ask(b, "right");
  if (a.rank() > 1 && columns_of(a.shape(), true) == rows_of(b.shape(), false)) return ask(a, "left");
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

/// All rows of a stack, as those of one matrix.
Expr as_rows(const Expr& x) {
  const std::size_t last = x.rank() - 1;
  return reshape(x, Shape{detail::first_axes(x.shape(), last).elements(), x.shape()[last]});
}

}  // namespace

Type Matmul::infer(const Type& a, const Type& b) const {
  require_floats(a, b);
  if (a.rank() == 0 || b.rank() == 0) throw Error("a value of rank 0 has no axis to sum over: multiply with *");
  const Dim& k = columns_of(a.shape, transpose_a);
  const Dim& l = rows_of(b.shape, transpose_b);
  if (!(k == l)) throw Error("inner sizes differ: " + to_string(k) + " and " + to_string(l));
  const Shape stack = broadcast_stacks(a.shape, b.shape);
  if (a.rank() == 1 || b.rank() == 1) throw Error("the node multiplies matrices: reshape the operands");
  return {a.dtype, with_matrices(stack, rows_of(a.shape, transpose_a), columns_of(b.shape, transpose_b))};
}

void Matmul::eval(const View& a, const View& b, const Out& c) const {
  if (c.elements() == 0) return;
  const auto m = static_cast<std::size_t>(c.sizes[c.rank() - 2]);
  const auto n = static_cast<std::size_t>(c.sizes[c.rank() - 1]);
  const auto k = static_cast<std::size_t>(a.sizes[a.rank() - (transpose_a ? 2 : 1)]);
  if (k == 0) return static_cast<void>(std::memset(c.data, 0, c.bytes()));
  const auto stack = [](const auto& x) { return x.sizes.first(x.rank() - 2); };
  const BroadcastLoop<2> loop(stack(c), {stack(a), stack(b)});
  dispatch_float(c.dtype, [&]<class T>() {
    const auto product = detail::pick<T>(kernels::kernels().product);
    const std::size_t parts = product.parts(m, k, n, transpose_a, transpose_b);
    loop.run([&](const auto& offsets, std::size_t at, std::size_t count, const auto& steps) {
      for (std::size_t i = 0; i < count; ++i)
        product.run(
            {a.as<T>() + (offsets[0] + i * steps[0]) * m * k, transpose_a,
             b.as<T>() + (offsets[1] + i * steps[1]) * k * n, transpose_b, c.as<T>() + (at + i) * m * n, m, k, n},
            0, parts);
    });
  });
}

// With A = op(a), B = op(b): dA = dc B' and dB = A' dc, and where a or b is stored transposed, the transposes of these.
// Flags say all of it, so that no gradient of a product holds a transpose.
Cotangents Matmul::pullback(const Expr& a, const Expr& b, const Expr&, const Expr& dc) const {
  using detail::product_to;
  return {
      transpose_a ? product_to(a.shape(), b, transpose_b, dc, true) : product_to(a.shape(), dc, false, b, !transpose_b),
      transpose_b ? product_to(b.shape(), dc, true, a, transpose_a)
                  : product_to(b.shape(), a, !transpose_a, dc, false)};
}

Expr Matmul::batch(const Batch& x) const {
  const std::size_t rank = std::max(x.rank(0), x.rank(1));
  return detail::product(aligned(x, 0, rank), transpose_a, aligned(x, 1, rank), transpose_b);
}

namespace detail {

Expr product(const Expr& a, bool transpose_a, const Expr& b, bool transpose_b) {
  if (a.rank() == 2 && b.rank() == 2) return multiply(a, transpose_a, b, transpose_b);
  if (transpose_a || !is_single(b.shape())) return multiply(a, transpose_a, b, transpose_b);
  const Dim &rows = b.shape()[b.rank() - 2], &columns = b.shape()[b.rank() - 1];
  const Expr all = multiply(as_rows(a), false, reshape(b, Shape{rows, columns}), transpose_b);
  const Shape stack = broadcast(detail::stack_of(a.shape()), detail::stack_of(b.shape()));
  return reshape(all, with_matrices(stack, rows_of(a.shape(), false), all.shape()[1]));
}

// The sum over a whole stack of op(a) op(b) is one product whose inner size is that of all matrices: the columns of
// op(a), and the rows of op(b), stand below each other. Where they do not lie like that they are copied, which is no
// more than the operands once again; a stack of results to be summed may be far larger.
Expr product_to(const Shape& shape, const Expr& a, bool transpose_a, const Expr& b, bool transpose_b) {
  const Shape stack = broadcast(detail::stack_of(a.shape()), detail::stack_of(b.shape()));
  if (stack == detail::stack_of(shape)) return product(a, transpose_a, b, transpose_b);
  const bool whole = detail::stack_of(a.shape()) == stack && detail::stack_of(b.shape()) == stack;
  if (!whole || !is_single(shape)) return sum_to(product(a, transpose_a, b, transpose_b), shape);
  const Expr left = as_rows(transpose_a ? a : matrix_transpose(a));
  const Expr right = as_rows(transpose_b ? matrix_transpose(b) : b);
  return reshape(multiply(left, true, right, false), shape);
}

}  // namespace detail

Expr matmul(const Operand& a, const Operand& b) {
  const Expr left = a.meeting(b), right = b.meeting(a);
  const Provenance at(a.where());
  if (!fits(left, right)) return complain(left, right);
  if (left.rank() > 1 && right.rank() > 1) return detail::product(left, false, right, false);
  const Dim& inner = columns_of(left.shape(), false);
  const bool row = left.rank() == 1, column = right.rank() == 1;
  const Expr all = detail::product(row ? reshape(left, Shape{1, inner}) : left, false,
                                   column ? reshape(right, Shape{inner, 1}) : right, false);
  Shape shape = all.shape();
  if (row) shape = detail::without(shape, shape.rank() - 2);
  if (column) shape = detail::without(shape, shape.rank() - 1);
  return reshape(all, shape);
}

}  // namespace nabla
