#pragma once
// Private: what may be evaluated at another time, or not at all.

#include <nabla/graph/expr.hpp>

namespace nabla::detail {

/// Does more than compute a value of its operands: prints it, checks it, or draws numbers, which belong to the call.
bool has_effects(const Expr& x);

}  // namespace nabla::detail
