#include <nabla/ops/cast.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/pick.hpp>

namespace nabla {

Type Cast::infer(const Type& x) const { return {dtype, x.shape}; }

void Cast::eval(const View& x, const Out& y) const {
  dispatch(x.dtype, [&]<class From>() {
    dispatch(y.dtype, [&]<class To>() {
      detail::pick<To>(detail::pick<From>(kernels::kernels().cast))(x.as<From>(), y.as<To>(), x.elements());
    });
  });
}

bool Cast::tile(Types operands, kernels::Tile& kernel) const {
  dispatch(operands[0].dtype, [&]<class From>() {
    dispatch(dtype,
             [&]<class To>() { kernel.run = detail::pick_tile<To>(detail::pick<From>(kernels::kernels().cast)); });
  });
  return true;
}

Cotangent Cast::pullback(const Expr& x, const Expr&, const Expr& dy) const {
  if (is_float(x.dtype()) && is_float(dtype)) return cast(dy, x.dtype());
  return zero;
}

Expr cast(const Operand& x, DType dtype) {
  const Expr from = x.is_number() ? x.as(dtype) : x.expr();
  return from.dtype() == dtype ? from : apply(Cast{dtype}, x.where(), from);
}

}  // namespace nabla
