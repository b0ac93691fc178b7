#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// The indices of the first `count` entries of the last axis in ascending or descending order.
struct Argsort {
  static constexpr auto name = "argsort";
  Attr<Dim> count;
  Attr<bool> descending;
  auto attrs() const { return named_attrs("count", count, "descending", descending); }

  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// Whether the largest comes first: `sort(x, 0, descending)`.
struct Descending {
  bool value = false;
};
inline constexpr Descending descending{true};

/// The entries along the axis in order, of floats and integers. A NaN is larger than all else, as for max() and
/// argmax(): it comes last, or first if descending. The gradient goes to where each entry comes from.
Expr sort(const Operand& x, int axis = -1, Descending order = {});
/// Where the entries of sort() come from, as an i64. Of equal entries that with the lower index comes first, in either
/// order.
Expr argsort(const Operand& x, int axis = -1, Descending order = {});

/// The k largest entries along the axis, and their indices (i64), the largest first: the first k of sort(x, axis,
/// descending), found faster. Error for a k that is larger than the axis, or when it is computed.
struct TopK {
  Expr values, indices;
};
TopK top_k(const Operand& x, const Dim& k, int axis = -1);

}  // namespace nabla
