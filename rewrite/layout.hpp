#pragma once
// Private: operations that only choose and order entries, and what can change places with them.

#include <optional>
#include <vector>

#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// f(layout(y)) taken apart.
struct Lifted {
  Expr inner;                 // f(y)
  std::vector<Expr> layouts;  // the nodes between, the one next to f first
};

/// Takes apart a function of each entry of a laid-out value, where all other operands are numbers; nothing for any
/// other expression.
std::optional<Lifted> lift_layout(const Expr& x);

/// layout(y) for the taken-apart layouts.
Expr lay_out(const Expr& y, const std::vector<Expr>& layouts);

}  // namespace nabla::detail
