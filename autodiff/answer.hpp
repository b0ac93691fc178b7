#pragma once
// Private: what a sweep's result is to a caller, and errors that all derivatives share.

#include <string>
#include <string_view>

#include <nabla/autodiff/grad.hpp>
#include <nabla/autodiff/sweep.hpp>

namespace nabla::detail {

/// Which derivative is asked for, for errors: "grad", and what it is of.
struct Asked {
  std::string_view name;
  Expr of;
  Where where;
};

/// Error for a `wrt` that is no expression or not a float.
void require_floats(const Exprs& wrt, std::string_view name, Where where);
/// Error where a cotangent or tangent is not of the type of its expression: `{y, dy}`.
void require_types(const Replacements& pairs, std::string_view name, const char* what, Where where);

/// Each y with its cotangent, or each x with its tangent. Error for a number of them that does not fit, and as
/// require_types().
Replacements paired(const Exprs& ys, const Exprs& dys, std::string_view name, const char* what, Where where);

/// The derivative with respect to x. Error where there is none; where nothing leads to x, as `unreached` says.
Expr answer(const Sweep& sweep, const Expr& x, Unreached unreached, const Asked& asked);

}  // namespace nabla::detail
