#include <nabla/ops/xlogy.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/arithmetic.hpp>
#include <nabla/ops/compare.hpp>
#include <nabla/ops/log.hpp>
#include <nabla/ops/logical.hpp>
#include <nabla/ops/where.hpp>

namespace nabla {
namespace {

/// x / y, but 0 for 0 / 0; its derivatives, too, do without that quotient.
Expr quotient(const Expr& x, const Expr& y) {
  const Expr both_zero = logical_and(equal(x, 0), equal(y, 0));
  return x / where(both_zero, 1, y);
}

}  // namespace

Type XLogY::infer(const Type& x, const Type& y) const { return detail::floats(broadcast(x, y)); }
void XLogY::eval(const View& x, const View& y, const Out& z) const { detail::eval(kernels::kernels().xlogy, x, y, z); }
std::array<Expr, 2> XLogY::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  return {dz * log(y), dz * quotient(x, y)};
}

Type XLog1pY::infer(const Type& x, const Type& y) const { return detail::floats(broadcast(x, y)); }
void XLog1pY::eval(const View& x, const View& y, const Out& z) const {
  detail::eval(kernels::kernels().xlog1py, x, y, z);
}
std::array<Expr, 2> XLog1pY::partials(const Expr& x, const Expr& y, const Expr&, const Expr& dz) {
  return {dz * log1p(y), dz * quotient(x, 1 + y)};
}

Expr xlogy(const Operand& x, const Operand& y) { return detail::apply_meeting(XLogY{}, x, y); }
Expr xlog1py(const Operand& x, const Operand& y) { return detail::apply_meeting(XLog1pY{}, x, y); }

}  // namespace nabla
