#pragma once

#include <nabla/ops/reduce.hpp>

namespace nabla {

struct All : Reduce<All> {
  static constexpr auto name = "all";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

struct Any : Reduce<Any> {
  static constexpr auto name = "any";
  Type infer(const Type& x) const;
  void eval(const View& x, const Out& y) const;
  Cotangent pullback(const Expr&, const Expr&, const Expr&) const { return zero; }
};

/// Are all entries along the axes true? Of b8, gives b8; true over no entries.
Expr all(const Operand& x, const Axes& axes = {}, Keepdims keep = {});
/// Is any entry along the axes true? Of b8, gives b8; false over no entries.
Expr any(const Operand& x, const Axes& axes = {}, Keepdims keep = {});

}  // namespace nabla
