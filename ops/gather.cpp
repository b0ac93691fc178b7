#include <nabla/ops/gather.hpp>

#include <cstring>
#include <numeric>

#include <nabla/graph/error.hpp>
#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/batch.hpp>
#include <nabla/ops/broadcast.hpp>
#include <nabla/ops/elementwise.hpp>
#include <nabla/ops/expand_dims.hpp>
#include <nabla/ops/fill.hpp>
#include <nabla/ops/labels.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/placed.hpp>
#include <nabla/ops/rows.hpp>
#include <nabla/ops/shapes.hpp>
#include <nabla/ops/transpose.hpp>

namespace nabla {
namespace {

/// How Gather reads x: [batches, outer, n, inner] with the indices [batches, count].
struct Places {
  std::size_t batches, outer, n, inner, count;

  Places(const View& x, const View& indices, int axis, int batch_axes) {
    const auto shared = static_cast<std::size_t>(batch_axes);
    const detail::Rows rows(x.sizes, axis);
    n = rows.n;
    inner = rows.inner;
    batches = detail::count_of(x.sizes.first(shared));
    outer = detail::count_of(x.sizes.subspan(shared, normalized_axis(axis, x.rank()) - shared));
    count = detail::count_of(indices.sizes.subspan(shared));
  }

  /// Calls body(offset in x, offset in the result) for each row that is read, in the result's order.
  template <class Index, class Body>
  void each(const Index* indices, Body&& body) const {
    std::size_t at = 0;
    for (std::size_t b = 0; b < batches; ++b, indices += count)
      for (std::size_t o = 0; o < outer; ++o)
        for (std::size_t i = 0; i < count; ++i, at += inner) {
          const auto index = static_cast<std::size_t>(indices[i] < 0 ? indices[i] + static_cast<Index>(n) : indices[i]);
          body(((b * outer + o) * n + index) * inner, at);
        }
  }
};

template <class Index>
void require_indices_in_range(const View& indices, std::size_t n, std::size_t axis) {
  const auto size = static_cast<std::int64_t>(n);
  for (std::size_t i = 0; i < indices.elements(); ++i)
    if (const std::int64_t index = indices.as<Index>()[i]; index < -size || index >= size)
      throw Error("index " + std::to_string(index) + detail::index_text(indices, i) + " is out of range for axis " +
                  std::to_string(axis) + ", which has " + std::to_string(n));
}

/// Places::each() over indices that have been found in range.
template <class Body>
void each_place(const View& x, const View& indices, int axis, int batch_axes, Body&& body) {
  const Places places(x, indices, axis, batch_axes);
  const auto run = [&]<class Index>() {
    require_indices_in_range<Index>(indices, places.n, normalized_axis(axis, x.rank()));
    if (places.inner > 0) places.each(indices.as<Index>(), [&](auto from, auto to) { body(from, to, places.inner); });
  };
  indices.dtype == i32 ? run.template operator()<std::int32_t>() : run.template operator()<std::int64_t>();
}

template <class T>
T plus(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a + b;
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// The order of axes that brings axis `from` to the front.
std::vector<int> to_front(std::size_t rank, std::size_t from) {
  std::vector<int> order(rank);
  std::iota(order.begin(), order.end(), 0);
  order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
  order.insert(order.begin(), static_cast<int>(from));
  return order;
}

/// x and the indices of take_along_axis(), with equal sizes on the other axes.
struct Along {
  Expr x, indices;
  int axis;
};

void require_one_rank(const Expr& x, const Expr& indices) {
  if (x.rank() != indices.rank())
    throw Error("ranks differ: " + to_string(x.shape()) + " and " + to_string(indices.shape()));
}

Along aligned_along(const Expr& x, const Expr& indices, int axis, bool stretch_x) {
  require_one_rank(x, indices);
  const std::size_t along = normalized_axis(axis, x.rank());
  const Shape x_at = detail::resized(x.shape(), along, 1), indices_at = detail::resized(indices.shape(), along, 1);
  const Shape both = stretch_x ? broadcast(x_at, indices_at) : x_at;
  const Shape own = detail::resized(both, along, x.shape()[along]);
  const Shape others = detail::resized(both, along, indices.shape()[along]);
  static_cast<void>(BroadcastTo{others}.infer(indices.type()));
  return {broadcast_to(x, own), broadcast_to(indices, others), static_cast<int>(along)};
}

}  // namespace

Type Gather::infer(const Type& x, const Type& indices) const {
  const std::size_t at = normalized_axis(axis, x.rank());
  if (!is_integer(indices.dtype))
    throw Error("the indices are " + std::string(to_string(indices.dtype)) + ", not i32 or i64");
  if (*batch_axes < 0 || static_cast<std::size_t>(*batch_axes) > std::min(at, indices.rank()))
    throw Error(std::to_string(*batch_axes) + " axes in common are more than stand before axis " + std::to_string(at) +
                " of " + to_string(x.shape) + " or in " + to_string(indices.shape));
  const auto shared = static_cast<std::size_t>(*batch_axes);
  for (std::size_t i = 0; i < shared; ++i)
    if (x.shape[i] != indices.shape[i])
      throw Error("axis " + std::to_string(i) + " is " + to_string(x.shape[i]) + " and " + to_string(indices.shape[i]));
  const Shape places = detail::axes_from(indices.shape, shared), entry = detail::axes_from(x.shape, at + 1);
  return {x.dtype, detail::joined(detail::first_axes(x.shape, at), detail::joined(places, entry))};
}

void Gather::eval(const View& x, const View& indices, const Out& y) const {
  dispatch(x.dtype, [&]<class T>() {
    each_place(x, indices, axis, batch_axes, [&](std::size_t from, std::size_t to, std::size_t n) {
      if (n == 1)
        y.as<T>()[to] = x.as<T>()[from];
      else
        std::memcpy(y.as<T>() + to, x.as<T>() + from, n * sizeof(T));
    });
  });
}

Cotangents Gather::pullback(const Expr& x, const Expr& indices, const Expr&, const Expr& dy) const {
  return {scatter_add(zeros_like(x), indices, dy, axis, batch_axes), disconnected};
}

Expr Gather::batch(const Batch& x) const {
  if (!x.has_axis(1) && *batch_axes == 0) return gather(x[0], x[1], behind_axis(axis, x.rank(0)));
  if (x.has_axis(0) || batch_axes > 0)
    return gather(with_axis(x, 0), with_axis(x, 1), behind_axis(axis, x.rank(0)), batch_axes + 1);
  const Expr y = gather(x[0], x[1], axis);
  return transpose(y, to_front(y.rank(), normalized_axis(axis, x.rank(0))));
}

Type ScatterAdd::infer(const Type& x, const Type& indices, const Type& updates) const {
  const Type read = Gather{axis, batch_axes}.infer(detail::numbers(x), indices);
  if (updates != read) throw Error("the updates are " + to_string(updates) + ", not " + to_string(read));
  return x;
}

void ScatterAdd::eval(const View& x, const View& indices, const View& updates, const Out& y) const {
  if (x.elements() > 0) std::memcpy(y.data, x.data, x.bytes());
  detail::dispatch_number(x.dtype, [&]<class T>() {
    const auto add = detail::pick<T>(kernels::kernels().add);
    each_place(x, indices, axis, batch_axes, [&](std::size_t to, std::size_t from, std::size_t n) {
      T* const row = y.as<T>() + to;
      if (n == 1)
        *row = plus(*row, updates.as<T>()[from]);
      else
        add(row, 1, updates.as<T>() + from, 1, row, n);
    });
  });
}

Cotangents ScatterAdd::pullback(const Expr&, const Expr& indices, const Expr&, const Expr&, const Expr& dy) const {
  return {dy, disconnected, gather(dy, indices, axis, batch_axes)};
}

Expr ScatterAdd::batch(const Batch& x) const {
  const bool shared = batch_axes > 0 || x.has_axis(1);
  return scatter_add(with_axis(x, 0), shared ? with_axis(x, 1) : x[1], with_axis(x, 2), behind_axis(axis, x.rank(0)),
                     batch_axes + (shared ? 1 : 0));
}

Expr gather(const Operand& x, const Operand& indices, int axis, int batch_axes) {
  const Expr entries = x.expr();
  return apply(Gather{axis_attribute(axis, entries.rank()), batch_axes}, x.where(), entries, indices.expr());
}

Expr scatter_add(const Operand& x, const Operand& indices, const Operand& updates, int axis, int batch_axes) {
  const Provenance at(x.where());
  const Expr entries = x.meeting(updates), places = indices.expr(), more = updates.meeting(x);
  const ScatterAdd op{axis_attribute(axis, entries.rank()), batch_axes};
  const Shape shape = detail::placed("scatter_add", x.where(), Exprs{entries, places, more}, [&] {
    const Type read = Gather{op.axis, batch_axes}.infer(entries.type(), places.type());
    return BroadcastTo{read.shape}.infer(more.type()).shape;
  });
  return apply(op, x.where(), entries, places, broadcast_to(more, shape));
}

Expr take_along_axis(const Operand& x, const Operand& indices, int axis) {
  const Provenance at(x.where());
  const Expr entries = x.expr(), places = indices.expr();
  return detail::placed("take_along_axis", x.where(), Exprs{entries, places}, [&] {
    const Along along = aligned_along(entries, places, axis, true);
    const int last = static_cast<int>(entries.rank()) - 1;
    const Expr y = gather(swap_axes(along.x, along.axis, last), swap_axes(along.indices, along.axis, last), last, last);
    return swap_axes(y, along.axis, last);
  });
}

Expr add_along_axis(const Operand& x, const Operand& indices, const Operand& updates, int axis) {
  const Provenance at(x.where());
  const Expr entries = x.meeting(updates), places = indices.expr(), more = updates.meeting(x);
  return detail::placed("add_along_axis", x.where(), Exprs{entries, places, more}, [&] {
    const Along along = aligned_along(entries, places, axis, false);
    const int last = static_cast<int>(entries.rank()) - 1;
    const Shape read = BroadcastTo{along.indices.shape()}.infer(more.type()).shape;
    const Expr y = scatter_add(swap_axes(entries, along.axis, last), swap_axes(along.indices, along.axis, last),
                               swap_axes(broadcast_to(more, read), along.axis, last), last, last);
    return swap_axes(y, along.axis, last);
  });
}

}  // namespace nabla
