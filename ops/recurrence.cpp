#include <nabla/ops/recurrence.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/axes.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce_loop.hpp>

namespace nabla {
namespace {

/// `width` lines, at most `most`, of n entries that are `inner` apart, their states on the stack; of a single one in a
/// register. f32 is computed in double.
template <std::size_t most, class T>
void run_lines(const T* a, const T* b, T* y, std::size_t n, std::size_t inner, std::size_t width, bool reverse) {
  if constexpr (most == 1) width = 1;
  double state[most] = {};
  for (std::size_t step = 0; step < n; ++step) {
    const std::size_t row = (reverse ? n - 1 - step : step) * inner;
    for (std::size_t j = 0; j < width; ++j) {
      y[row + j] = static_cast<T>(state[j]);
      state[j] = static_cast<double>(a[row + j]) * state[j] + static_cast<double>(b[row + j]);
    }
  }
}

}  // namespace

Type LinearRecurrence::infer(const Type& a, const Type& b) const {
  if (a.dtype != b.dtype || !(a.shape == b.shape))
    throw Error("factors and summands differ: " + to_string(a) + " and " + to_string(b));
  static_cast<void>(normalized_axis(axis, a.rank()));
  return detail::floats(a);
}

void LinearRecurrence::eval(const View& a, const View& b, const Out& y) const {
  const detail::ReduceLoop loop(y.sizes, {&*axis, 1});
  if (y.elements() == 0) return;
  dispatch_float(y.dtype, [&]<class T>() {
    const auto run = loop.inner() == 1 ? run_lines<1, T> : run_lines<detail::lines_at_a_time, T>;
    detail::each_lines(loop, [&](std::size_t at, std::size_t, std::size_t width) {
      run(a.as<T>() + at, b.as<T>() + at, y.as<T>() + at, loop.entries(), loop.inner(), width, reverse);
    });
  });
}

Cotangents LinearRecurrence::pullback(const Expr& a, const Expr&, const Expr& y, const Expr& dy) const {
  const Expr db = linear_recurrence(a, dy, axis, !*reverse);
  return {db * y, db};
}

Expr LinearRecurrence::batch(const Batch& x) const {
  return apply(LinearRecurrence{behind_axis(axis, x.rank(0)), reverse}, x.node()->where(), with_axis(x, 0),
               with_axis(x, 1));
}

Expr linear_recurrence(const Operand& a, const Operand& b, int axis, bool reverse) {
  const Provenance at(a.where());
  const Expr factors = a.meeting(b), summands = b.meeting(a);
  const Shape shape = detail::placed(LinearRecurrence::name, a.where(), Exprs{factors, summands},
                                     [&] { return broadcast(factors.type(), summands.type()).shape; });
  return apply(LinearRecurrence{axis_attribute(axis, shape.rank()), reverse}, a.where(), broadcast_to(factors, shape),
               broadcast_to(summands, shape));
}

}  // namespace nabla
