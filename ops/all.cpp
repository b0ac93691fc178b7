#include <nabla/ops/all.hpp>

#include <algorithm>

#include <nabla/graph/error.hpp>
#include <nabla/ops/reduce_loop.hpp>

namespace nabla {
namespace {

using detail::ReduceLoop;

Type infer_truth(const Type& x, const std::vector<int>& axes, bool keep) {
  if (x.dtype != b8)
    throw Error("wants b8, not " + std::string(to_string(x.dtype)) + ": compare the entries with something");
  return {b8, reduced(x.shape, axes, keep)};
}

/// Is one of the entries of the result that begins at `x` this very value?
bool contains(const bool* x, const ReduceLoop& loop, bool value) {
  const auto [n, stride] = loop.reduced().inner();
  for (std::size_t run = 0; run < loop.reduced().runs(); ++run) {
    const bool* const from = x + loop.reduced().run_offset(run);
    for (std::size_t i = 0; i < n; ++i)
      if (from[i * stride] == value) return true;
  }
  return false;
}

/// y = `decided` where one of the entries is, else the opposite.
void eval_truth(const View& x, const Out& y, const std::vector<int>& axes, bool decided) {
  const ReduceLoop loop(x.sizes, axes);
  if (loop.entries() == 0) return static_cast<void>(std::fill_n(y.as<bool>(), loop.results(), !decided));
  for (std::size_t result = 0; result < loop.results(); ++result)
    y.as<bool>()[result] = contains(x.as<bool>() + loop.kept().offset(result), loop, decided) == decided;
}

}  // namespace

Type All::infer(const Type& x) const { return infer_truth(x, axes, keepdims); }
void All::eval(const View& x, const Out& y) const { eval_truth(x, y, axes, false); }

Type Any::infer(const Type& x) const { return infer_truth(x, axes, keepdims); }
void Any::eval(const View& x, const Out& y) const { eval_truth(x, y, axes, true); }

Expr all(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(All{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

Expr any(const Operand& x, const Axes& axes, Keepdims keep) {
  const Expr entries = x.expr();
  return apply(Any{{axes.attribute(entries.rank()), keep.value}}, x.where(), entries);
}

}  // namespace nabla
