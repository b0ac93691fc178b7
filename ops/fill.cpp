#include <nabla/ops/fill.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/ops/broadcast.hpp>

namespace nabla {

Expr detail::number(const char* who, double value, DType dtype, Where where) {
  try {
    return Operand(value, where).as(dtype);
  } catch (const Error&) {
    throw Error(where, std::string(who) + ": " + attr_text(value) + " is not an " + std::string(to_string(dtype)));
  }
}

Expr full(DType dtype, Shape shape, double value, Where where) {
  return broadcast_to(Operand(detail::number("full", value, dtype, where), where), std::move(shape));
}
Expr zeros(DType dtype, Shape shape, Where where) { return full(dtype, std::move(shape), 0, where); }
Expr ones(DType dtype, Shape shape, Where where) { return full(dtype, std::move(shape), 1, where); }

Expr full_like(const Operand& x, double value) {
  const Type type = x.expr().type();
  return full(type.dtype, type.shape, value, x.where());
}
Expr zeros_like(const Operand& x) { return full_like(x, 0); }
Expr ones_like(const Operand& x) { return full_like(x, 1); }

}  // namespace nabla
