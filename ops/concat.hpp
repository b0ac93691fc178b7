#pragma once

#include <vector>

#include <nabla/graph/op.hpp>

namespace nabla {

/// The operands one behind the other along the axis.
struct Concat {
  static constexpr auto name = "concat";
  Attr<int> axis;
  auto attrs() const { return named_attrs("axis", axis); }

  Type infer(Types x) const;
  void eval(Views x, const Out& y) const;
  Cotangents pullback(Operands x, const Expr& y, const Expr& dy) const;
  Expr batch(const Batch& x) const;
};

/// One or more values of one dtype, any, joined along an axis that they have; their other sizes agree. A single one is
/// itself.
Expr concat(const Exprs& x, int axis = 0, Where where = Where::here());
/// One or more values of one type, joined along a new axis, which stands there in the result: `stack({a, b}, -1)`.
Expr stack(const Exprs& x, int axis = 0, Where where = Where::here());

/// The opposite of concat: equal parts, or parts of these sizes, along the axis. Error where the sizes do not add up to
/// the axis' size, or do not divide it.
template <std::integral I>
std::vector<Expr> split(const Operand& x, I parts, int axis = 0);
std::vector<Expr> split(const Operand& x, const std::vector<Dim>& sizes, int axis = 0);

namespace detail {

std::vector<Expr> split_evenly(const Operand& x, std::int64_t parts, int axis);

}  // namespace detail

template <std::integral I>
std::vector<Expr> split(const Operand& x, I parts, int axis) {  // a template, so that {2} is a list of sizes
  return detail::split_evenly(x, static_cast<std::int64_t>(parts), axis);
}

}  // namespace nabla
