#pragma once

#include <nabla/graph/op.hpp>
#include <nabla/ops/random_state.hpp>

namespace nabla {

/// The numbers 0 ... count - 1 in random order.
struct RandomPermutation {
  static constexpr auto name = "random_permutation";
  Attr<int> stream;
  Attr<Dim> count;
  auto attrs() const { return named_attrs("stream", stream, "count", count); }

  Type infer(const Type& state) const;
  void eval(const View& state, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return disconnected; }
};

/// An i64[count] with each of 0 ... count - 1 once, all orders equally likely (Fisher and Yates): what rows to take for
/// a shuffle. Reproducible as all draws (RandomState).
Expr random_permutation(const RandomState& state, const Dim& count, Where where = Where::here());

}  // namespace nabla
