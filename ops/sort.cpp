#include <nabla/ops/sort.hpp>

#include <algorithm>
#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/gather.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/shapes.hpp>

namespace nabla {
namespace {

template <class T>
bool smaller(T a, T b) {
  return a < b || (b != b && a == a);
}

/// The indices of the first y.size() entries of x in order. The order is total, by value and then by index, so that
/// it needs neither a stable sort nor the memory of one.
template <class T>
void sort_row(std::span<const T> x, std::span<std::int64_t> y, bool down) {
  const auto before = [x, down](std::int64_t i, std::int64_t j) {
    const T a = x[static_cast<std::size_t>(i)], b = x[static_cast<std::size_t>(j)];
    if (smaller(a, b)) return !down;
    if (smaller(b, a)) return down;
    return i < j;
  };
  std::iota(y.begin(), y.end(), std::int64_t{0});
  if (y.size() == x.size()) return std::sort(y.begin(), y.end(), before);
  std::make_heap(y.begin(), y.end(), before);  // the last of the first so far is in front
  for (auto i = static_cast<std::int64_t>(y.size()); i < static_cast<std::int64_t>(x.size()); ++i) {
    if (!before(i, y.front())) continue;
    std::pop_heap(y.begin(), y.end(), before);
    y.back() = i;
    std::push_heap(y.begin(), y.end(), before);
  }
  std::sort_heap(y.begin(), y.end(), before);
}

/// `body(x with the axis as the last)`, with that axis back in its place.
template <class Body>
Expr along_last(const char* who, const Operand& x, int axis, Body&& body) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return detail::placed(who, x.where(), Exprs{entries}, [&] {
    static_cast<void>(detail::numbers(entries.type()));
    static_cast<void>(normalized_axis(axis, entries.rank()));
    return swap_axes(body(swap_axes(entries, axis, -1)), axis, -1);
  });
}

Expr sorted_indices(const Expr& x, const Dim& count, Descending order) {
  return apply(Argsort{count, order.value}, x->where(), x);
}

/// The entries of x that the indices along its last axis mean.
Expr entries_at(const Expr& x, const Expr& indices) {
  const int last = static_cast<int>(x.rank()) - 1;
  return gather(x, indices, last, last);
}

const Dim& last_size(const Expr& x) { return x.shape()[x.rank() - 1]; }

}  // namespace

Type Argsort::infer(const Type& x) const {
  if (detail::numbers(x).rank() == 0) throw Error("wants at least one axis");
  const std::size_t last = x.rank() - 1;
  const Dim& n = x.shape[last];
  if (count->is_constant() && n.is_constant() && count->constant() > n.constant())
    throw Error("of " + to_string(n) + " entries there are no " + to_string(*count) + " first");
  return {i64, detail::resized(x.shape, last, count)};
}

void Argsort::eval(const View& x, const Out& y) const {
  const auto n = static_cast<std::size_t>(x.sizes.back()), k = static_cast<std::size_t>(y.sizes.back());
  if (k > n) throw Error("of " + std::to_string(n) + " entries there are no " + std::to_string(k) + " first");
  if (k == 0) return;
  detail::dispatch_number(x.dtype, [&]<class T>() {
    const std::size_t rows = x.elements() / n;
    for (std::size_t r = 0; r < rows; ++r)
      sort_row(x.span<T>().subspan(r * n, n), y.span<std::int64_t>().subspan(r * k, k), descending);
  });
}

Expr sort(const Operand& x, int axis, Descending order) {
  return along_last("sort", x, axis,
                    [&](const Expr& e) { return entries_at(e, sorted_indices(e, last_size(e), order)); });
}

Expr argsort(const Operand& x, int axis, Descending order) {
  return along_last("argsort", x, axis, [&](const Expr& e) { return sorted_indices(e, last_size(e), order); });
}

TopK top_k(const Operand& x, const Dim& k, int axis) {
  const Provenance at(x.where());
  const Expr entries = x.expr();
  return detail::placed("top_k", x.where(), Exprs{entries}, [&] {
    const std::size_t along = normalized_axis(axis, entries.rank());
    static_cast<void>(Argsort{k, true}.infer({entries.dtype(), {entries.shape()[along]}}));
    const Expr last = swap_axes(entries, axis, -1);
    const Expr indices = sorted_indices(last, k, descending);
    return TopK{swap_axes(entries_at(last, indices), axis, -1), swap_axes(indices, axis, -1)};
  });
}

}  // namespace nabla
