#include <nabla/ops/argmax.hpp>

#include <cstring>

#include <nabla/graph/error.hpp>
#include <nabla/ops/pick.hpp>
#include <nabla/ops/reduce_loop.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

/// The index, among the entries of the result that begins at `x`, of the first largest.
template <class T>
std::size_t first_largest(const T* x, const ReduceLoop& loop) {
  const auto [n, stride] = loop.reduced().inner();
  T largest = x[0];
  std::size_t index = 0;
  for (std::size_t run = 0; run < loop.reduced().runs(); ++run) {
    const T* const from = x + loop.reduced().run_offset(run);
    for (std::size_t i = 0; i < n; ++i) {
      if (largest != largest) return index;  // a NaN is found: no entry is larger
      if (const T entry = from[i * stride]; entry > largest || entry != entry) {
        largest = entry;
        index = run * n + i;
      }
    }
  }
  return index;
}

/// Calls body(result, index) with each result's number and the index of its first largest entry.
template <class Body>
void each_argmax(const View& x, const ReduceLoop& loop, Body&& body) {
  if (loop.results() > 0 && loop.entries() == 0) throw Error("there is no largest of no entries");
  detail::dispatch_number(x.dtype, [&]<class T>() {
    for (std::size_t result = 0; result < loop.results(); ++result)
      body(result, first_largest(x.as<T>() + loop.kept().offset(result), loop));
  });
}

}  // namespace

Type ArgMax::infer(const Type& x) const { return {i64, Max{{axes, keepdims}}.infer(x).shape}; }

void ArgMax::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, *axes);
  each_argmax(x, loop, [&](std::size_t result, std::size_t index) {
    y.as<std::int64_t>()[result] = static_cast<std::int64_t>(index);
  });
}

Type FirstMax::infer(const Type& x) const {
  static_cast<void>(Max{{axes, false}}.infer(x));
  return {b8, x.shape};
}

void FirstMax::eval(const View& x, const Out& y) const {
  const ReduceLoop loop(x.sizes, *axes);
  if (x.elements() > 0) std::memset(y.data, 0, y.bytes());
  each_argmax(x, loop, [&](std::size_t result, std::size_t index) {
    y.as<bool>()[loop.kept().offset(result) + loop.reduced().offset(index)] = true;
  });
}

Expr argmax(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(ArgMax{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr first_max(const Operand& x, const Axes& axes) {
  const Expr entries = x.expr();
  return apply(FirstMax{axes.attribute(entries.rank())}, x.where(), entries);
}

}  // namespace nabla
