#include <nabla/ops/reduce.hpp>

#include <algorithm>
#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/argmax.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/reduce_loop.hpp>
#include <nabla/ops/reshape.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

template <class T>
struct Adding {
  // Floats add up in double; integers wrap around, which only the unsigned may do.
  using Total = std::conditional_t<std::floating_point<T>, double,
                                   std::make_unsigned_t<std::conditional_t<std::integral<T>, T, int>>>;
  static void fold(Total& total, T x) { total += static_cast<Total>(x); }
};

template <class T>
struct Largest {
  using Total = T;
  static void fold(Total& total, T x) {
    if (x > total || x != x) total = x;
  }
};

template <class T>
struct Smallest {
  using Total = T;
  static void fold(Total& total, T x) {
    if (x < total || x != x) total = x;
  }
};

/// The innermost axes are reduced: each result gathers the kernel's results of contiguous runs.
template <class T, class Fold>
void reduce_runs(const T* x, T* y, const ReduceLoop& loop, kernels::AxisFn<T> kernel) {
  const std::size_t n = loop.reduced().inner().size;
  for (std::size_t result = 0; result < loop.results(); ++result) {
    const T* const from = x + loop.kept().offset(result);
    T part{};
    kernel(from, &part, 1, n, 1);
    auto total = static_cast<typename Fold::Total>(part);
    for (std::size_t run = 1; run < loop.reduced().runs(); ++run) {
      kernel(from + loop.reduced().run_offset(run), &part, 1, n, 1);
      Fold::fold(total, part);
    }
    y[result] = static_cast<T>(total);
  }
}

/// The innermost axes are kept: tiles of neighbouring results grow side by side, row by row.
template <class T, class Fold>
void reduce_columns(const T* x, T* y, const ReduceLoop& loop) {
  constexpr std::size_t tile = 256;
  typename Fold::Total totals[tile];
  const std::size_t columns = loop.kept().inner().size;
  for (std::size_t first = 0, width = 0; first < loop.results(); first += width) {
    width = std::min(tile, columns - first % columns);
    const T* const from = x + loop.kept().offset(first);
    for (std::size_t j = 0; j < width; ++j) totals[j] = static_cast<typename Fold::Total>(from[j]);
    for (std::size_t entry = 1; entry < loop.entries(); ++entry) {
      const T* const row = from + loop.reduced().offset(entry);
      for (std::size_t j = 0; j < width; ++j) Fold::fold(totals[j], row[j]);
    }
    for (std::size_t j = 0; j < width; ++j) y[first + j] = static_cast<T>(totals[j]);
  }
}

/// Neither the results nor their entries are none.
template <class T, class Fold>
void reduce(const View& x, const Out& y, const ReduceLoop& loop, kernels::AxisFn<T> kernel) {
  if (loop.is_single())
    kernel(x.as<T>(), y.as<T>(), loop.outer(), loop.entries(), loop.inner());
  else if (loop.reduced().inner().stride == 1)
    reduce_runs<T, Fold>(x.as<T>(), y.as<T>(), loop, kernel);
  else
    reduce_columns<T, Fold>(x.as<T>(), y.as<T>(), loop);
}

/// The type of the largest or smallest of the entries, which there must be.
Type infer_extreme(const Type& x, const std::vector<int>& axes, bool keep, const char* no_entries) {
  Type y{detail::numbers(x).dtype, reduced(x.shape, axes, keep)};
  if (x.shape.elements() == Dim(0) && !(y.shape.elements() == Dim(0))) throw Error(no_entries);
  return y;
}

constexpr auto no_largest = "there is no largest of no entries";
constexpr auto no_smallest = "there is no smallest of no entries";

template <template <class> class Fold>
void eval_extreme(const kernels::AxisAny& kernel, const View& x, const Out& y, const std::vector<int>& axes,
                  const char* no_entries) {
  const ReduceLoop loop(x.sizes, axes);
  if (loop.results() == 0) return;
  if (loop.entries() == 0) throw Error(no_entries);
  detail::dispatch_number(x.dtype, [&]<class T>() { reduce<T, Fold<T>>(x, y, loop, detail::pick<T>(kernel)); });
}

}  // namespace

Shape reduced(const Shape& x, const std::vector<int>& axes, bool keep) {
  Shape shape = x;
  const std::vector<int> over = Axes(axes).normalized(x.rank());
  for (auto axis = over.rbegin(); axis != over.rend(); ++axis) {
    const auto at = static_cast<std::size_t>(*axis);
    shape = keep ? detail::resized(shape, at, 1) : detail::without(shape, at);
  }
  return shape;
}

Expr expanded(const Expr& y, const Shape& x, const std::vector<int>& axes) {
  // Where only leading axes are gone, the others stand aligned from the right, as broadcasting wants them.
  const bool aligned =
      y.rank() + axes.size() == x.rank() && (axes.empty() || axes.back() + 1 == static_cast<int>(axes.size()));
  return broadcast_to(aligned ? y : reshape(y, reduced(x, axes, true)), x);
}

Type Sum::infer(const Type& x) const { return {detail::numbers(x).dtype, reduced(x.shape, axes, keepdims)}; }

void Sum::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, *axes);
  if (loop.results() == 0) return;
  if (loop.entries() == 0) return static_cast<void>(std::memset(y.data, 0, y.bytes()));
  detail::dispatch_number(
      x.dtype, [&]<class T>() { reduce<T, Adding<T>>(x, y, loop, detail::pick<T>(kernels::kernels().sum)); });
}

Cotangent Sum::pullback(const Expr& x, const Expr&, const Expr& dy) const { return expanded(dy, x.shape(), axes); }

Type Max::infer(const Type& x) const { return infer_extreme(x, axes, keepdims, no_largest); }

void Max::eval(const View& x, const Out& y) const {
  eval_extreme<Largest>(kernels::kernels().max, x, y, axes, no_largest);
}

Cotangent Max::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(first_max(x, *axes), expanded(dy, x.shape(), axes), 0);
}

Type Min::infer(const Type& x) const { return infer_extreme(x, axes, keepdims, no_smallest); }

void Min::eval(const View& x, const Out& y) const {
  eval_extreme<Smallest>(kernels::kernels().min, x, y, axes, no_smallest);
}

Cotangent Min::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  return where(first_min(x, *axes), expanded(dy, x.shape(), axes), 0);
}

Expr sum(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(Sum{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr mean(const Operand& x, const Axes& axes, Keepdims keep) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  const Dim count = detail::placed("mean", x.where(), Exprs{entries}, [&] {
    return detail::entries_along(detail::floats(entries.type()).shape, axes.normalized(entries.rank()));
  });
  return sum(entries, axes, keep) / size_of(count, entries.dtype());
}

Expr max(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(Max{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr min(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(Min{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

}  // namespace nabla
