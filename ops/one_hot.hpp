#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/batch.hpp>

namespace nabla {

/// y[..., j] = 1 where j is the label, else 0.
struct OneHot {
  static constexpr auto name = "one_hot";
  Attr<Dim> count;
  Attr<DType> dtype = f32;
  auto attrs() const { return named_attrs("count", count, "dtype", dtype); }

  Type infer(const Type& labels) const;
  void eval(const View& labels, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return disconnected; }
  Expr batch(const Batch& x) const { return batch_leading(x); }
};

/// Labels of i32 or i64, [...], as rows [..., count] of any dtype, with a 1 at the label. Error, when it is computed,
/// for a label that is not in [0, count).
Expr one_hot(const Operand& labels, Dim count, DType dtype = f32);

}  // namespace nabla
