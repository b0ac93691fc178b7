#pragma once

#include <nabla/graph/operand.hpp>
#include <nabla/graph/type.hpp>

namespace nabla {

/// One number everywhere, in the order of `input`: the dtype, then the shape, symbolic sizes allowed. The number takes
/// the dtype as a bare one does: 0.5 is an Error for an i32.
Expr full(DType dtype, Shape shape, double value, Where where = Where::here());
Expr zeros(DType dtype, Shape shape, Where where = Where::here());
Expr ones(DType dtype, Shape shape, Where where = Where::here());

/// The same with the dtype and shape of x, on whose value they do not depend.
Expr full_like(const Operand& x, double value);
Expr zeros_like(const Operand& x);
Expr ones_like(const Operand& x);

namespace detail {

/// The number as a constant of the dtype. Error, with the function's name, where the dtype cannot hold it.
Expr number(const char* who, double value, DType dtype, Where where);

}  // namespace detail

}  // namespace nabla
