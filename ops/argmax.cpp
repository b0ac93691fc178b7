#include <nabla/ops/argmax.hpp>

#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce_loop.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

struct Larger {
  static constexpr auto no_entries = "there is no largest of no entries";
  template <class T>
  static bool beats(T x, T y) {
    return x > y;
  }
};

struct Smaller {
  static constexpr auto no_entries = "there is no smallest of no entries";
  template <class T>
  static bool beats(T x, T y) {
    return x < y;
  }
};

/// The index, among the entries of the result that begins at `x`, of the first that no other beats.
template <class Order, class T>
std::size_t first_extreme(const T* x, const ReduceLoop& loop) {
  const auto [n, stride] = loop.reduced().inner();
  T best = x[0];
  std::size_t index = 0;
  for (std::size_t run = 0; run < loop.reduced().runs(); ++run) {
    const T* const from = x + loop.reduced().run_offset(run);
    for (std::size_t i = 0; i < n; ++i) {
      if (best != best) return index;  // a NaN is found: no entry beats it
      if (const T entry = from[i * stride]; Order::beats(entry, best) || entry != entry) {
        best = entry;
        index = run * n + i;
      }
    }
  }
  return index;
}

/// Calls body(result, index) with each result's number and the index of its first largest or smallest entry.
template <class Order, class Body>
void each_extreme(const View& x, const ReduceLoop& loop, Body&& body) {
  if (loop.results() > 0 && loop.entries() == 0) throw Error(Order::no_entries);
  detail::dispatch_number(x.dtype, [&]<class T>() {
    for (std::size_t result = 0; result < loop.results(); ++result)
      body(result, first_extreme<Order>(x.as<T>() + loop.kept().offset(result), loop));
  });
}

template <class Order>
void eval_index(const View& x, const Out& y, const std::vector<int>& axes) {
  const ReduceLoop loop(x.sizes, axes);
  each_extreme<Order>(x, loop, [&](std::size_t result, std::size_t index) {
    y.as<std::int64_t>()[result] = static_cast<std::int64_t>(index);
  });
}

template <class Order>
void eval_first(const View& x, const Out& y, const std::vector<int>& axes) {
  const ReduceLoop loop(x.sizes, axes);
  if (x.elements() > 0) std::memset(y.data, 0, y.bytes());
  each_extreme<Order>(x, loop, [&](std::size_t result, std::size_t index) {
    y.as<bool>()[loop.kept().offset(result) + loop.reduced().offset(index)] = true;
  });
}

}  // namespace

Type ArgMax::infer(const Type& x) const { return {i64, Max{{axes, keepdims}}.infer(x).shape}; }
void ArgMax::eval(const View& x, const Out& y) const { eval_index<Larger>(x, y, axes); }

Type ArgMin::infer(const Type& x) const { return {i64, Min{{axes, keepdims}}.infer(x).shape}; }
void ArgMin::eval(const View& x, const Out& y) const { eval_index<Smaller>(x, y, axes); }

Type FirstMax::infer(const Type& x) const {
  static_cast<void>(Max{{axes, false}}.infer(x));
  return {b8, x.shape};
}
void FirstMax::eval(const View& x, const Out& y) const { eval_first<Larger>(x, y, axes); }

Type FirstMin::infer(const Type& x) const {
  static_cast<void>(Min{{axes, false}}.infer(x));
  return {b8, x.shape};
}
void FirstMin::eval(const View& x, const Out& y) const { eval_first<Smaller>(x, y, axes); }

Expr FirstMax::batch(const Batch& x) const {
  return apply(FirstMax{behind_axis(*axes, x.rank(0))}, x.node()->where(), x[0]);
}
Expr FirstMin::batch(const Batch& x) const {
  return apply(FirstMin{behind_axis(*axes, x.rank(0))}, x.node()->where(), x[0]);
}

Expr argmax(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(ArgMax{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr argmin(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(ArgMin{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr first_max(const Operand& x, const Axes& axes) {
  const Expr entries = x.expr();
  return apply(FirstMax{axes.attribute(entries.rank())}, x.where(), entries);
}

Expr first_min(const Operand& x, const Axes& axes) {
  const Expr entries = x.expr();
  return apply(FirstMin{axes.attribute(entries.rank())}, x.where(), entries);
}

}  // namespace nabla
