#include <nabla/ops/cumsum.hpp>

#include <algorithm>

#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/recurrence.hpp>
#include <nabla/ops/reduce_loop.hpp>

namespace nabla {
namespace {

// Floats in double; integers wrap around, which only the unsigned may do.
template <class T>
using Total = std::conditional_t<std::floating_point<T>, double,
                                 std::make_unsigned_t<std::conditional_t<std::integral<T>, T, int>>>;

struct Adding {
  static constexpr int start = 0;
  template <class S>
  static S fold(S total, S x) {
    return total + x;
  }
};

struct Multiplying {
  static constexpr int start = 1;
  template <class S>
  static S fold(S total, S x) {
    return total * x;
  }
};

/// `width` lines, at most `most`, of n entries that are `inner` apart, their totals on the stack; of a single one in a
/// register.
template <std::size_t most, class Fold, class T>
void run_lines(const T* x, T* y, std::size_t n, std::size_t inner, std::size_t width, Cumulative how) {
  if constexpr (most == 1) width = 1;
  Total<T> totals[most];
  std::fill_n(totals, width, static_cast<Total<T>>(Fold::start));
  for (std::size_t step = 0; step < n; ++step) {
    const std::size_t row = (how.reverse ? n - 1 - step : step) * inner;
    for (std::size_t j = 0; j < width; ++j) {
      const Total<T> before = totals[j];
      totals[j] = Fold::fold(before, static_cast<Total<T>>(x[row + j]));
      y[row + j] = static_cast<T>(how.exclusive ? before : totals[j]);
    }
  }
}

template <class Fold>
void accumulate(const View& x, const Out& y, int axis, Cumulative how) {
  const detail::ReduceLoop loop(x.sizes, {&axis, 1});
  if (y.elements() == 0) return;
  detail::dispatch_number(x.dtype, [&]<class T>() {
    const auto run = loop.inner() == 1 ? run_lines<1, Fold, T> : run_lines<detail::lines_at_a_time, Fold, T>;
    detail::each_lines(loop, [&](std::size_t at, std::size_t, std::size_t width) {
      run(x.as<T>() + at, y.as<T>() + at, loop.entries(), loop.inner(), width, how);
    });
  });
}

}  // namespace

void CumSum::eval(const View& x, const Out& y) const { accumulate<Adding>(x, y, axis, {reverse, exclusive}); }

Cotangent CumSum::pullback(const Expr&, const Expr&, const Expr& dy) const {
  return cumsum(dy, axis, {!*reverse, exclusive});
}

void CumProd::eval(const View& x, const Out& y) const { accumulate<Multiplying>(x, y, axis, {reverse, exclusive}); }

// dx[k] = (the product before k) * (sum over i >= k of dy[i] times the product of what stands between k and i). Neither
// divides by an entry. The sum obeys s[k] = dy[k] + x[k+1] s[k+1]; without its first term, r[k-1] = x[k] dy[k] + x[k]
// r[k], it is a recurrence that starts with 0. An exclusive product lacks that term and is its own product before k.
Cotangent CumProd::pullback(const Expr& x, const Expr& y, const Expr& dy) const {
  if (exclusive) return y * linear_recurrence(x, dy, axis, !*reverse);
  const Expr before = cumprod(x, axis, {reverse, true});
  return before * (dy + linear_recurrence(x, x * dy, axis, !*reverse));
}

Expr cumsum(const Operand& x, int axis, Cumulative how) {
  const Expr entries = x.expr();
  return apply(CumSum{{axis_attribute(axis, entries.rank()), how.reverse, how.exclusive}}, x.where(), entries);
}

Expr cumprod(const Operand& x, int axis, Cumulative how) {
  const Expr entries = x.expr();
  return apply(CumProd{{axis_attribute(axis, entries.rank()), how.reverse, how.exclusive}}, x.where(), entries);
}

}  // namespace nabla
